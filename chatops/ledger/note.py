"""Signed notes: a short text, a blank line, and a line for each signature.

The format is C2SP's (https://c2sp.org/signed-note): a signature line is an em dash, the key's
name, and in Base64 the 4 bytes of the key's id before the signature. The signature is over the
text with its last line feed. Signatures of unknown keys are passed over.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from chatops.ledger.keys import ID_BYTES, PublicKey, Signer, decoded_base64
from chatops.ledger.unproven import Unproven

DASH = "— "
LONGEST = 100_000
"""Characters of the longest note that is read."""

_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature, and whose it says that it is."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line feed, with its signatures; none of them was checked."""

    text: str
    signatures: tuple[NoteSignature, ...]


def signed(text: str, *signers: Signer) -> str:
    """Return the note over this text, signed by all of them."""
    lines = (_line(one.public, one.sign(text.encode())) for one in signers)
    return f"{text}\n{''.join(lines)}"


def opened(written: str, keys: Iterable[PublicKey]) -> str:
    """Return the text of a note that one of the keys signed; raise `Unproven` for any other."""
    note = parsed(written)
    signed_by(note, keys)
    return note.text


def signed_by(note: Note, keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Return those of the keys that signed, at least one; raise `Unproven`."""
    found = signers(note, keys)
    if not found:
        names = sorted({f"{one.name} {one.key_id.hex()}" for one in note.signatures})
        raise Unproven(f"None of the keys given signed this; it is signed by {', '.join(names)}.")
    return found


def signers(note: Note, keys: Iterable[PublicKey]) -> tuple[PublicKey, ...]:
    """Return those of the keys that signed; raise `Unproven` where one's signature is wrong."""
    known = {(one.name, one.id): one for one in keys}
    found: dict[bytes, PublicKey] = {}
    for one in dict.fromkeys(note.signatures):
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not key.verifies(note.text.encode(), one.signature):
            raise Unproven(f"The signature of {one.name} {one.key_id.hex()} is wrong.")
        found[key.id] = key
    return tuple(found.values())


def parsed(written: str) -> Note:
    """Return the note without checking any signature; raise `Unproven` for what is none."""
    if len(written) > LONGEST:
        raise Unproven(f"A signed note has {LONGEST:,} characters at most.")
    text, blank, lines = written.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise Unproven("A signed note ends in a blank line and the lines of its signatures.")
    if any(one != "\n" and not one.isprintable() for one in written):
        raise Unproven("There is a control character in the signed note.")
    written_signatures = lines.removesuffix("\n").split("\n")
    if len(written_signatures) > _MOST_SIGNATURES:
        raise Unproven(f"A signed note has {_MOST_SIGNATURES} signatures at most.")
    return Note(f"{text}\n", tuple(map(_signature, written_signatures)))


def _line(key: PublicKey, signature: bytes) -> str:
    return f"{DASH}{key.name} {base64.b64encode(key.id + signature).decode()}\n"


def _signature(line: str) -> NoteSignature:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not name or not space or "+" in name:
        raise Unproven("A signature line of the note is not “— NAME BASE64”.")
    decoded = decoded_base64(encoded, "a signature line")
    if len(decoded) <= ID_BYTES:
        raise Unproven("A signature of the note is too short.")
    return NoteSignature(name, decoded[:ID_BYTES], decoded[ID_BYTES:])
