"""Checkpoints: how many entries the log has and the root over them, in a signed note.

The text is C2SP's (https://c2sp.org/tlog-checkpoint): the origin, the size in decimal, the root in
Base64, a line each.
"""

import base64
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chatops.ledger.keys import PublicKey, Signer, decoded_base64
from chatops.ledger.merkle import HASH_BYTES
from chatops.ledger.note import DASH, parsed, signed, signed_by
from chatops.ledger.unproven import Unproven

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3
_TEXT = re.compile(rf"\S+\n(?:{_SIZE.pattern})\n[A-Za-z0-9+/]{{43}}=")
_SIGNATURE = re.compile(rf"{DASH}\S+ [A-Za-z0-9+/]+={{0,2}}")
_MARKS = re.compile(r"^(?:[\s>|`\"'“”„«»]|[-+*•](?=\s)|[0-9]+[.)](?=\s))+")
_END_MARKS = " \t\r\n`\"'“”„«»,"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log `origin` with `size` entries has this root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sealed(checkpoint: Checkpoint, signer: Signer) -> str:
    """Return the signed note of the checkpoint."""
    return signed(checkpoint.text, signer)


def checkpoint_of(note: str, keys: Iterable[PublicKey]) -> Checkpoint:
    """Return the checkpoint of a note that one of the keys signed for its own log.

    Raises `Unproven` for any other note.
    """
    found = parsed(note)
    origin = found.text.partition("\n")[0]
    signed_by(found, (one for one in keys if one.name == origin))
    return read_checkpoint(found.text)


def claimed_checkpoint(note: str) -> Checkpoint:
    """Return what a note says, whoever signed it; raise `Unproven` where it says no checkpoint."""
    return read_checkpoint(parsed(note).text)


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text, whatever follows its third line; raise `Unproven`."""
    origin, *rest = text.split("\n")
    if len(rest) < _LINES or rest[-1] or not origin:
        raise Unproven("A checkpoint has a line each for origin, size and root.")
    size, root = rest[:2]
    if not _SIZE.fullmatch(size):
        raise Unproven("The size of a checkpoint is a number in decimal without leading zeros.")
    decoded = decoded_base64(root, "the root of a checkpoint")
    if len(decoded) != HASH_BYTES:
        raise Unproven(f"The root of a checkpoint has {HASH_BYTES} bytes.")
    return Checkpoint(origin, int(size), decoded)


def notes_in(text: str) -> tuple[str, ...]:
    """Return all checkpoints that stand in any text: a file of them, a message, an e-mail.

    They may be quoted there, in a list or marked as code.
    """
    lines = text.splitlines()
    return tuple(dict.fromkeys([*notes_of(lines), *_notes_of(map(_unmarked, lines))]))


def notes_of(lines: Iterable[str]) -> Iterator[str]:
    """Yield the checkpoints that stand in these lines, in order, each as soon as it was read."""
    return _notes_of(one.strip().removeprefix(">").lstrip() for one in lines)


def _unmarked(line: str) -> str:
    """Return the line without what mails and messages put around it."""
    return _MARKS.sub("", line.replace("\u00a0", " "), count=1).rstrip(_END_MARKS)


def _notes_of(lines: Iterable[str]) -> Iterator[str]:
    last, note = deque[str](maxlen=_LINES), list[str]()
    for line in lines:
        if note and _SIGNATURE.fullmatch(line):
            note.append(line)
            continue
        yield from _whole(note)
        note = [] if line or not _TEXT.fullmatch("\n".join(last)) else [*last, ""]
        last.append(line)
    yield from _whole(note)


def _whole(note: list[str]) -> Iterator[str]:
    """Yield the note if a line of a signature was found."""
    if len(note) > _LINES + 1:
        yield "".join(f"{one}\n" for one in note)
