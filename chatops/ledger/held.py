"""Checkpoints that entries themselves hold: witnesses of all that stood in the log before them.

A digest and what its director attested hold the newest checkpoint of then, and a key takes over
at a size. Whoever writes the log anew has to be true to each of them, or to write them anew, too,
which those know who were sent one.
"""

from collections.abc import Mapping
from typing import Any

from chatops.ledger.checkpoint import Checkpoint
from chatops.ledger.rotation import Keyring
from chatops.ledger.unproven import Unproven

_DIGESTS = frozenset({"digest:sent", "digest:attested"})
_ROTATED = "key:rotated"


def held_note(event: Mapping[str, Any]) -> str:
    """Return the checkpoint that an entry holds; empty for most of them."""
    note = event.get("checkpoint") if event.get("tag") in _DIGESTS else ""
    return note if type(note) is str else ""


def held_size(event: Mapping[str, Any]) -> int:
    """Return how many entries the log had by then, as an entry without a checkpoint says it."""
    size = event.get("size") if event.get("tag") == _ROTATED else 0
    return size if type(size) is int else 0


def held_checkpoint(event: Mapping[str, Any], leaf: int | None, ring: Keyring) -> Checkpoint | None:
    """Return the checkpoint that the entry holds which is this leaf; raise `Unproven`.

    Its root still has to be compared with that of the log.
    """
    note = held_note(event)
    said = ring.inside(note) if note else None
    size = said.size if said else held_size(event)
    if leaf is not None and size > leaf:
        sentence = f"It says that the log had {size:,} entries, but is itself number {leaf + 1:,}."
        raise Unproven(sentence)
    return said
