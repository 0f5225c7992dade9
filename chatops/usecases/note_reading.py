"""Somebody read the audit trail, which is itself written down there."""

from chatops.core.events_audit import TrailRead
from chatops.usecases.house import House


def note_reading(house: House, by: str, what: str, about: str) -> int:
    """Write down who read what of the trail, before they see it; return the entry's number."""
    with house.store.transaction() as tx:
        return tx.note_reading(TrailRead(by, what, about), house.now())
