"""A key that takes over: who trusts one trusts the other, and nobody can hand over twice."""

import pytest

from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.keys import PublicKey
from chatops.ledger.note import signed
from chatops.ledger.rotation import MOST_ROTATIONS, Rotation, keyring, rotated, rotation_of
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


NOTES = pytest.mark.parametrize("notes", [LINE, LINE[::-1], (*LINE, LINE[0])])


@NOTES
def test_whoever_trusts_the_first_key_trusts_those_that_took_over(notes: tuple[str, ...]) -> None:
    ring = keyring([A.public], notes)
    assert ring.keys == (A.public, B.public, C.public)
    for size, by in ((1, A), (10, A), (10, B), (20, B), (20, C), (10**9, C)):
        assert ring.checkpoint(of(size, by)) == ring.inside(of(size, by))
        assert ring.signed(of(size, by))[1] == (by.public,)


@NOTES
@pytest.mark.parametrize(
    ("trusted", "good", "replaced"),
    [(B, ((10, B), (20, B), (10**9, C)), ((10, A),)), (C, ((99, C),), ((10, A), (20, B)))],
)
def test_a_key_that_was_replaced_before_the_trusted_one_proves_nothing_by_itself(
    trusted: SeededSigner,
    good: tuple[tuple[int, SeededSigner], ...],
    replaced: tuple[tuple[int, SeededSigner], ...],
    notes: tuple[str, ...],
) -> None:
    ring = keyring([trusted.public], notes)
    assert set(ring.keys).isdisjoint(ring.earlier)
    assert {*ring.keys, *ring.earlier} == {A.public, B.public, C.public}
    for size, by in good:
        assert ring.checkpoint(of(size, by)).size == size
    for size, by in replaced:
        assert ring.inside(of(size, by)).size == size
        with pytest.raises(Unproven) as caught:
            ring.checkpoint(of(size, by))
        assert caught.value.sentence == (
            f"It was signed with a key that was replaced at {size} entries, before that or by "
            "whoever has the old key since: ask for a new one, or give the key of then."
        )


def test_a_key_that_is_not_known_to_be_replaced_may_have_been() -> None:
    with pytest.raises(Unproven) as caught:
        keyring([B.public]).checkpoint(of(3, A))
    assert caught.value.sentence == (
        f"None of the keys given signed this; it is signed by log.example {A.public.id.hex()}. If "
        "the log's key was replaced since, ask for a new one, or give the key of then."
    )
    with pytest.raises(Unproven) as caught:
        keyring([OTHER.public]).checkpoint(of(3, A))
    assert caught.value.sentence.endswith(f" log.example {A.public.id.hex()}.")


def test_several_keys_of_one_log_are_trusted_only_where_rotations_bind_them() -> None:
    for given in ((A, C), (C, A), (A, B, C)):
        ring = keyring([one.public for one in given], LINE)
        assert (set(ring.keys), ring.earlier) == ({A.public, B.public, C.public}, ())
    assert len(keyring([A.public, A.public, OTHER.public]).keys) == 2
    for notes in ((), LINE[:1], (LINE[0], rotated(D, C, 20))):
        with pytest.raises(Unproven) as caught:
            keyring([OTHER.public, A.public, C.public], notes)
        assert caught.value.sentence == (
            f"Two keys of the log log.example were given, {A.public.id.hex()} and "
            f"{C.public.id.hex()}, and no rotation here binds them: give only the one that is "
            "known to be right."
        )


@pytest.mark.parametrize(("size", "by", "most"), [(11, A, 10), (21, B, 20), (10**9, A, 10)])
def test_a_key_that_was_replaced_signs_no_longer(size: int, by: SeededSigner, most: int) -> None:
    with pytest.raises(Unproven) as caught:
        keyring([A.public], LINE).checkpoint(of(size, by))
    assert caught.value.sentence == (
        f"A key that was replaced at {most} entries signed {size} entries."
    )


def test_not_even_inside_a_tree_does_it_count_beyond_that_size() -> None:
    for read in (keyring([C.public], LINE).inside, keyring([C.public], LINE).checkpoint):
        with pytest.raises(Unproven, match=r"^A key that was replaced at 10 entries signed 11"):
            read(of(11, A))


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
        (signed(TEXT, A, B, B), "The rotation of a key has two signatures, of both keys."),
        (LINE[0].replace("\n\n", f"\n{'x' * 2_000}\n\n"), "The rotation of a key has 2,000 char"),
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


def test_many_rotations_are_refused_before_any_signature_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked = list[bytes]()
    right = PublicKey.verifies

    def verifies(self: PublicKey, message: bytes, signature: bytes) -> bool:
        checked.append(signature)
        return right(self, message, signature)

    monkeypatch.setattr(PublicKey, "verifies", verifies)
    with pytest.raises(Unproven, match="There are more than 100 rotations of keys"):
        keyring([A.public], (f"{LINE[0]}{one}" for one in range(MOST_ROTATIONS + 1)))
    assert checked == []
    ring = keyring([A.public], (*LINE * 50, *LINE))
    ring.checkpoint(of(30, C).replace("— ", f"{of(30, C).splitlines()[-1]}\n— "))
    assert len(checked) == len(set(checked)) == 5
