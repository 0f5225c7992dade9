"""Checkpoints: how many entries the log has and the root over them, in a signed note.

The text is C2SP's (https://c2sp.org/tlog-checkpoint): the origin, the size in decimal, the root in
Base64, a line each.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from chatops.ledger.keys import PublicKey, Signer, decoded_base64
from chatops.ledger.merkle import HASH_BYTES
from chatops.ledger.note import DASH, opened, parsed, signed
from chatops.ledger.unproven import Unproven

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_LINES = 3
_NOTE = re.compile(
    rf"^\S+\n(?:{_SIZE.pattern})\n[A-Za-z0-9+/]{{43}}=\n\n(?:{DASH}\S+ \S+\n)+", re.MULTILINE
)


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
    keys = tuple(keys)
    found = read_checkpoint(opened(note, keys))
    mine = [one for one in keys if one.name == found.origin]
    opened(note, mine)
    return found


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
    """Return all checkpoints that stand in any text: a file of them, a message, an e-mail."""
    lines = (one.strip().removeprefix(">").lstrip() for one in f"{text}\n".splitlines())
    return tuple(dict.fromkeys(_NOTE.findall("\n".join(lines) + "\n")))
