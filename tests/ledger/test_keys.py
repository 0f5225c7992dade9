"""Public keys as lines, and what they verify."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.keys import PublicKey, decoded_base64, key_of
from chatops.ledger.unproven import Unproven
from tests.ledger.signing import signer

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
"""The key in https://pkg.go.dev/golang.org/x/mod/sumdb/note#example-Open."""
NO_KEY = "That is no public key. It is one line: NAME+ID+BASE64."
UNUSUAL = "In the public key there is Base64 in an unusual spelling."


def test_a_published_key_is_read_and_written() -> None:
    key = key_of(PETER)
    assert key.name == "PeterNeumann"
    assert key.id.hex() == "c74f20a3"
    assert key.vkey == PETER
    assert key_of(f"  {PETER}\n") == key


@pytest.mark.parametrize("name", ["a", "log.example/prod", "chatops-0123abcd", "!" * 200])
def test_what_is_written_is_read(name: str) -> None:
    key = signer(name, seed=7).public
    assert key_of(key.vkey) == key


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", NO_KEY),
        ("PeterNeumann", NO_KEY),
        (PETER.replace("+", " "), NO_KEY),
        (PETER.replace("c74f20a3", "C74F20A3"), NO_KEY),
        (PETER.replace("c74f20a3", "c74f20a"), NO_KEY),
        (PETER.replace("PeterNeumann", ""), NO_KEY),
        (PETER.replace("PeterNeumann", "Peter Neumann"), NO_KEY),
        (f"PRIVATE+KEY+{PETER}", NO_KEY),
        (f"{PETER}\n{PETER}", NO_KEY),
        (f"{PETER}==", UNUSUAL),
        (PETER[:-1], "In the public key there is text that is not Base64."),
        (
            PETER.replace("c74f20a3", "c74f20a4"),
            "The public key has the id c74f20a3, but the line says c74f20a4.",
        ),
        (PETER.replace("wxbzhKq", "wxbzhKr"), "The public key has the id "),
        (PETER.replace("Peter", "peter"), "The public key has the id "),
        (PETER[:-4], "An Ed25519 key has 32 bytes, not 29."),
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            UNUSUAL,
        ),
        (
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "The public key is of another kind than Ed25519.",
        ),
        (PETER.replace("PeterNeumann", "Péter"), "The name of a log is ASCII"),
        (PETER.replace("PeterNeumann", "P" * 201), "The name of a log is ASCII"),
    ],
)
def test_no_other_line_is_a_key(line: str, sentence: str) -> None:
    with pytest.raises(Unproven) as caught:
        key_of(line)
    assert caught.value.sentence.startswith(sentence)


def test_no_byte_of_a_key_can_change_and_no_part_is_one() -> None:
    parts = (PETER[i:j] for i in range(len(PETER)) for j in range(i + 1, len(PETER) + 1))
    edited = (
        f"{PETER[:place]}{chr(ord(one) + 1)}{PETER[place + 1 :]}" for place, one in enumerate(PETER)
    )
    for line in (*parts, *edited):
        if line != PETER:
            with pytest.raises(Unproven):
                key_of(line)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "é", "\x7f", "a" * 201])
def test_a_name_that_would_not_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(Unproven, match=r"^The name of a log is ASCII"):
        PublicKey(name, bytes(32))


def test_a_signature_holds_for_its_message_and_key_alone() -> None:
    mine, other = signer(), signer(seed=2)
    signature = mine.sign(b"message")
    assert mine.public.verifies(b"message", signature)
    assert not mine.public.verifies(b"messagf", signature)
    assert not mine.public.verifies(b"", signature)
    assert not other.public.verifies(b"message", signature)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_bytes_are_no_signature(data: st.DataObject) -> None:
    mine = signer()
    signature = bytearray(mine.sign(b"message"))
    place = data.draw(st.integers(0, len(signature) - 1))
    signature[place] ^= 1 << data.draw(st.integers(0, 7))
    wrong = data.draw(st.sampled_from([bytes(signature), b"", bytes(64), bytes(63), bytes(65)]))
    assert not mine.public.verifies(b"message", wrong)


def test_a_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    for raw in (b"\xff" * 32, b"\x02" + bytes(31)):
        assert not PublicKey("log.example", raw).verifies(b"", signer().sign(b""))


@pytest.mark.parametrize("text", ["YQ", "YR==", "YQ==\n", " YQ==", "Y Q==", "é===", "YQ==YQ=="])
def test_base64_has_one_spelling(text: str) -> None:
    assert decoded_base64("YQ==", "it") == b"a"
    with pytest.raises(Unproven, match=r"^In it there is"):
        decoded_base64(text, "it")


def test_the_id_is_that_of_the_standard() -> None:
    """SHA-256 over name, line feed, 0x01 and the key; its first four bytes."""
    decoded = base64.b64decode(PETER.split("+", 2)[2])
    assert decoded[:1] == b"\x01"
    assert PublicKey("PeterNeumann", decoded[1:]).id == bytes.fromhex("c74f20a3")
