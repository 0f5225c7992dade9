"""Entries that were put in order have to be signed soon: somebody may have removed checkpoints."""

from datetime import datetime, timedelta

import orjson

from chatops.ledger.findings import Verified
from chatops.store.database import Reading
from chatops.usecases.verify_stretch import CHECKPOINTS

_SOON = timedelta(minutes=1)


def verify_signed(reading: Reading, done: Verified, now: datetime) -> None:
    """Note where the log goes on beyond its newest checkpoint with what is old."""
    count = done.size - done.signed
    if count <= 0 or not _is_old(reading, done.signed, now):
        return
    entries = "1 entry was" if count == 1 else f"{count:,} entries were"
    sentence = (
        f"{entries} put in order and never signed: checkpoints were removed, or sealing was "
        "interrupted (chatops audit seal)."
    )
    done.findings.add(CHECKPOINTS, "unsigned", f"leaf {done.signed}", sentence)


def _is_old(reading: Reading, leaf: int, now: datetime) -> bool:
    """Tell whether the entry was written more than a minute ago; one that says nothing was."""
    entry = reading.log.entry(leaf)
    try:
        return not entry or now - datetime.fromisoformat(orjson.loads(entry.body)["at"]) > _SOON
    except (ValueError, LookupError, TypeError):
        return True
