"""A key that takes over: who trusts one trusts the other, and nobody can hand over twice."""

import pytest

from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.note import signed
from chatops.ledger.rotation import Rotation, keyring, rotated, rotation_of
from chatops.ledger.unproven import Unproven
from tests.ledger.signing import SeededSigner, signer

A, B, C, D = (signer(seed=one) for one in range(1, 5))
OTHER = signer("other.example", seed=1)
LINE = (rotated(A, B, 10), rotated(B, C, 20))
NEITHER = "The rotation of a key is not signed by both keys."


def of(size: int, by: SeededSigner) -> str:
    return sealed(Checkpoint(by.public.name, size, bytes(32)), by)


def test_what_is_signed_is_read() -> None:
    assert rotation_of(LINE[0]) == Rotation(A.public, B.public, 10)


@pytest.mark.parametrize("trusted", [A, B, C])
def test_whoever_trusts_one_key_of_the_line_can_check_what_each_signed(
    trusted: SeededSigner,
) -> None:
    for notes in (LINE, LINE[::-1], (*LINE, LINE[0])):
        ring = keyring([trusted.public], notes)
        assert set(ring.keys) == {A.public, B.public, C.public}
        for size, by in ((1, A), (10, A), (10, B), (20, B), (20, C), (10**9, C)):
            assert ring.checkpoint(of(size, by)).size == size


@pytest.mark.parametrize(("size", "by", "most"), [(11, A, 10), (21, B, 20), (10**9, A, 10)])
def test_a_key_that_was_replaced_signs_no_longer(size: int, by: SeededSigner, most: int) -> None:
    with pytest.raises(Unproven) as caught:
        keyring([C.public], LINE).checkpoint(of(size, by))
    assert caught.value.sentence == (
        f"A key that was replaced at {most} entries signed {size} entries."
    )


def test_a_key_that_nothing_binds_is_not_trusted() -> None:
    strange = rotated(D, signer(seed=9), 5)
    ring = keyring([A.public], (*LINE, strange))
    assert D.public not in ring.keys
    with pytest.raises(Unproven, match="None of the keys given signed this"):
        ring.checkpoint(of(3, D))
    assert keyring([A.public]).keys == (A.public,)


def test_a_key_may_be_replaced_before_it_signed_anything() -> None:
    ring = keyring([A.public], (rotated(A, B, 10), rotated(B, C, 10)))
    assert set(ring.keys) == {A.public, B.public, C.public}
    assert ring.checkpoint(of(11, C)).size == 11


FORK = "The rotations of keys fork: a key was replaced twice, or took over twice."
BACK = "The rotations of keys go back in the log."
ROUND = "The rotations of keys lead back to a key that was replaced."


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        ((*LINE, rotated(A, D, 1000)), FORK),  # whoever found the old key of A hands over to D
        ((*LINE, rotated(D, B, 1000)), FORK),  # or makes D a key of before
        ((LINE[0], rotated(A, B, 1000)), FORK),
        ((*LINE, rotated(D, A, 1000)), BACK),
        ((*LINE, rotated(C, D, 19)), BACK),
        ((*LINE, rotated(C, A, 30)), ROUND),
        ((rotated(A, B, 10), rotated(B, A, 10)), ROUND),
    ],
)
def test_rotations_that_are_no_line_are_refused(notes: tuple[str, ...], sentence: str) -> None:
    for trusted in (A, B, C):
        with pytest.raises(Unproven) as caught:
            keyring([trusted.public], notes)
        assert caught.value.sentence == sentence


TEXT = Rotation(A.public, B.public, 10).text


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (signed(TEXT, A), NEITHER),
        (signed(TEXT, B), NEITHER),
        (signed(TEXT, A, C), NEITHER),
        (signed(TEXT, A, A), NEITHER),
        (LINE[0].replace("\n10\n", "\n1000\n"), "The signature of log.example "),
        (signed(TEXT.replace("key rotation", "checkpoint"), A, B), "That is no rotation of a key."),
        (signed(f"{TEXT}more\n", A, B), "That is no rotation of a key."),
        (signed(TEXT.replace("\n10\n", "\n"), A, B), "That is no rotation of a key."),
        (signed(TEXT.replace("\n10\n", "\n-10\n"), A, B), "That is no rotation of a key."),
        (signed(TEXT.replace("\n10\n", f"\n{'9' * 20}\n"), A, B), "That is no rotation of a key."),
        (signed(TEXT.replace("\n10\n", "\n\u0661\u0660\n"), A, B), "That is no rotation of a key."),
        (of(10, A), "That is no rotation of a key."),
        (rotated(A, A, 10), "A rotation binds two keys of the same log."),
        (rotated(A, OTHER, 10), "A rotation binds two keys of the same log."),
        (signed(TEXT.replace("+", "-"), A, B), "That is no public key."),
        ("", "A signed note ends in a blank line"),
    ],
)
def test_what_is_no_rotation_is_refused_with_the_reason(note: str, sentence: str) -> None:
    for read in (rotation_of, lambda one: keyring([A.public], [one])):
        with pytest.raises(Unproven) as caught:
            read(note)
        assert caught.value.sentence.startswith(sentence)


def test_a_rotation_is_no_checkpoint() -> None:
    with pytest.raises(Unproven):
        keyring([A.public]).checkpoint(LINE[0])
