"""The last checkpoint that a witness has of this log is looked up in the log."""

from chatops.core.refused import Refused
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.ledger.unproven import Unproven
from chatops.store.log import Log

_LOST = "the log was cut off, or this is another database"


def witnessed_size(last: str, log: Log) -> int:
    """Return of how many entries this note tells; 0 without one.

    Raises `Refused`: split_view where this log never had that checkpoint, and no_witness for what
    cannot be read.
    """
    if not last:
        return 0
    try:
        seen = claimed_checkpoint(last)
    except Unproven as unproven:
        sentence = f"Its last checkpoint cannot be read. {unproven.sentence}"
        raise Refused("no_witness", sentence) from None
    known = log.checkpoint(seen.size)
    if known is None or known.root != seen.root.hex():
        sentence = f"It holds a checkpoint of {seen.size:,} entries that this log never had"
        raise Refused("split_view", f"{sentence}: {_LOST}.")
    return seen.size
