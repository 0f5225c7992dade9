"""The last checkpoint that a witness has is looked up in the log."""

from chatops.core.refused import Refused
from chatops.ledger.checkpoint import Checkpoint, claimed_checkpoint
from chatops.ledger.unproven import Unproven
from chatops.store.log import Log


def witnessed_size(last: str, log: Log) -> int:
    """Return of how many entries this note tells; 0 for one of another log, or for none.

    Raises `Refused`: split_view where this log never had that checkpoint, and no_witness for what
    cannot be read.
    """
    newest = log.newest()
    if not last or newest is None:
        return 0
    seen = _claimed(last)
    if _claimed(newest.note).origin != seen.origin:
        return 0
    known = log.checkpoint(seen.size)
    if known is None or known.root != seen.root.hex():
        sentence = f"It holds a checkpoint of {seen.size:,} entries that this log never had."
        raise Refused("split_view", sentence)
    return seen.size


def _claimed(note: str) -> Checkpoint:
    try:
        return claimed_checkpoint(note)
    except Unproven as unproven:
        sentence = f"Its last checkpoint cannot be read. {unproven.sentence}"
        raise Refused("no_witness", sentence) from None
