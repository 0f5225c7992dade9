"""Somebody opens what stands behind a digest, which is written down before they get to see it."""

from chatops.core.events_audit import TrailRead
from chatops.usecases.house import House


def open_digest(house: House, about: str, by: str) -> None:
    """Note that `by` (a person's id, or a caller) opens what this is about, as `max 2026-W12`.

    Whoever turns its pages opens it once a minute.
    """
    now = house.now()
    with house.store.transaction() as tx:
        if tx.once(f"read:{by}:{about}:{now:%Y-%m-%dT%H:%M}", now):
            tx.note_reading(TrailRead(by, "digest", about), now)
