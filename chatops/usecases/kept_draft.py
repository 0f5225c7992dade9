"""Somebody opens a form again: what they typed before comes back."""

from chatops.store.drafts import KeptDraft
from chatops.usecases.house import House
from chatops.usecases.keep_draft import KEPT


def kept_draft(house: House, person: str, slot: str = "") -> KeptDraft | None:
    """Return what the person (directory id) typed into the form that began at `slot`.

    None for what was sent, and for what is too old.
    """
    with house.store.reading() as reading:
        found = reading.draft(person, slot)
    return found if found is not None and house.now() - found.at < KEPT else None
