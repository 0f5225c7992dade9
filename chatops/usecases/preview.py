"""Somebody fills in a form and sees which approvals it will need."""

from chatops.core import preview as rule
from chatops.core.draft import Draft
from chatops.core.preview import CANNOT_TELL, Preview
from chatops.store.database import UNAVAILABLE
from chatops.usecases.house import House


def preview(house: House, person: str, draft: Draft, source: str) -> Preview:
    """Return what the draft of this person (directory id) would need, without writing anything.

    A request can be sent whatever this says, so that it cannot be told is an answer too.
    """
    try:
        with house.store.reading() as reading:
            facts = house.facts_for(draft.systems, reading, person)
    except UNAVAILABLE:
        return Preview(note=CANNOT_TELL)
    return rule.preview(person, draft, source, facts, house.now())
