"""Signed notes: the published ones, and everything that is none."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from chatops.ledger.keys import key_of
from chatops.ledger.note import opened, parsed, signed, signers
from chatops.ledger.unproven import Unproven
from tests.ledger.signing import SeededSigner, signer

# Keys, text and signatures of golang.org/x/mod/sumdb/note, note_test.go.
PETER = key_of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH = key_of("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
PETERS_SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb"
    "6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33W"
    "Wd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{BY_PETER}{BY_ENOCH}"


def test_a_published_note_is_opened() -> None:
    assert opened(NOTE, [PETER]) == opened(NOTE, [ENOCH]) == TEXT
    assert signers(parsed(NOTE), [ENOCH, PETER]) == (PETER, ENOCH)
    assert signers(parsed(NOTE), []) == ()


def test_the_published_note_is_signed_again_to_the_byte() -> None:
    """Ed25519 is deterministic (RFC 8032), so the same key makes the same note."""
    seed = base64.b64decode(PETERS_SEED)[1:]
    private = CryptoSigner(Ed25519PrivateKey.from_private_bytes(seed))
    assert signed(TEXT, SeededSigner(PETER, private)) == f"{TEXT}\n{BY_PETER}"


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    unknown = BY_ENOCH[:60] + "ABCD" + BY_ENOCH[60:]
    assert opened(f"{TEXT}\n{unknown}{BY_PETER}{BY_PETER}", [PETER]) == TEXT


def test_who_signed_is_named_where_no_key_fits() -> None:
    with pytest.raises(Unproven) as caught:
        opened(NOTE, [signer().public])
    assert caught.value.sentence == (
        "None of the keys given signed this; it is signed by EnochRoot af0cfe78, "
        "PeterNeumann c74f20a3."
    )


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("problem is", "problem was"),
        f"\n{NOTE}",
        f"{TEXT}\n\n{BY_PETER}",
        f"{TEXT}\n{BY_PETER[:60]}ABCD{BY_PETER[60:]}",
        f"{TEXT}\n{BY_PETER}{BY_PETER[:-9]}BBwJnAM=\n",
        f"{TEXT}\n— PeterNeumann {BY_ENOCH.split()[2]}\n",
    ],
)
def test_one_wrong_signature_of_a_known_key_is_enough(note: str) -> None:
    with pytest.raises(Unproven, match=r"^(The signature of|None of the keys given)"):
        opened(note, [PETER])


ENDS = "A signed note ends in a blank line and the lines of its signatures."
LINE = "A signature line of the note is not “— NAME BASE64”."
CONTROL = "There is a control character in the signed note."
BASE64 = "In a signature line there is text that is not Base64."


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("", ENDS),
        (TEXT, ENDS),
        (f"{TEXT}\n", ENDS),  # signatures are missing
        (f"{TEXT}\n{BY_PETER[:-1]}", ENDS),
        (f"{TEXT}{BY_PETER}", ENDS),
        (f"{TEXT}\n{BY_PETER}\n", ENDS),
        (f"{TEXT}\n{BY_PETER}Unexpected line.\n", LINE),
        (f"{TEXT}\n{BY_PETER}\n{TEXT}", LINE),
        (f"{TEXT}\n— Bad Name {BY_PETER.split()[2]}\n", BASE64),
        (f"{TEXT}\n— Bad+Name {BY_PETER.split()[2]}\n", LINE),
        (f"{TEXT}\n—  {BY_PETER.split()[2]}\n", LINE),
        (f"{TEXT}\n- {BY_PETER[2:]}", LINE),
        (f"{TEXT}\n— PeterNeumann\n", LINE),
        (f"{TEXT}\n— PeterNeumann \n", "A signature of the note is too short."),
        (f"{TEXT}\n— PeterNeumann x08gow==\n", "A signature of the note is too short."),
        (f"{TEXT}\n— PeterNeumann x08go/ZJ*\n", BASE64),
        (f"{TEXT}\n— PeterNeumann x08goz==\n", "In a signature line there is Base64 in an unusual"),
        (f"\x01{NOTE}", CONTROL),
        (NOTE.replace("\n", "\r\n"), ENDS),
        (NOTE.replace("problem is", "problem\u2028is"), CONTROL),
        (NOTE.replace("problem is", "problem \ud800is"), CONTROL),
        (NOTE.replace("problem is", "problem \u202eis"), CONTROL),
        (f"{TEXT}\n{BY_PETER * 101}", "A signed note has 100 signatures at most."),
        (f"{'x' * 100_000}\n\n{BY_PETER}", "A signed note has 100,000 characters at most."),
    ],
)
def test_what_is_no_note_is_refused_with_the_reason(note: str, sentence: str) -> None:
    with pytest.raises(Unproven) as caught:
        opened(note, [PETER])
    assert caught.value.sentence.startswith(sentence)


def test_a_note_of_the_greatest_length_is_read() -> None:
    one = signer()
    rest = len(signed("\n", one)) - 1
    longest = signed(f"{'x' * (100_000 - rest - 1)}\n", one)
    assert len(longest) == 100_000
    assert opened(longest, [one.public]).startswith("xxx")
    assert opened(f"{TEXT}\n{BY_PETER * 100}", [PETER]) == TEXT


@pytest.mark.parametrize(
    "text", ["a\n", "a\n\nb\n", "log.example\n5\n", "Ünï — x\n", "\n", "— a b\n"]
)
def test_what_is_signed_is_opened(text: str) -> None:
    one, other = signer(), signer("other.example", seed=2)
    note = signed(text, one, other)
    assert opened(note, [one.public]) == text
    assert opened(note, [other.public]) == text


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_edit_of_a_note_passes(data: st.DataObject) -> None:
    one = signer()
    note = signed("log.example\n5\ntext\n", one)
    place = data.draw(st.integers(0, len(note) - 1))
    piece = data.draw(st.text(max_size=3) | st.sampled_from(["\n", "\n\n", "— ", "=", " "]))
    until = data.draw(st.integers(place, len(note)))
    edited = note[:place] + piece + note[until:]
    if edited != note:
        with pytest.raises(Unproven):
            opened(edited, [one.public])
