"""Somebody opens the request form again: what they typed before comes back."""

from chatops.store.drafts import KeptDraft
from chatops.usecases.house import House
from chatops.usecases.keep_draft import KEPT


def kept_draft(house: House, person: str) -> KeptDraft | None:
    """Return what the person (directory id) typed and has not sent; None for what is too old."""
    with house.store.reading() as reading:
        found = reading.draft(person)
    return found if found is not None and house.now() - found.at < KEPT else None
