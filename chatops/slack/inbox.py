"""What waits for a person, and what they asked for, among the newest open changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from chatops.core.facts import Facts
from chatops.slack.views.replies import Row
from chatops.usecases.house import House
from chatops.usecases.read import Shown, listed

_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Inbox:
    """Rows for lists, newest first."""

    waiting: tuple[Row, ...]
    own: tuple[Row, ...]
    every: tuple[Row, ...]
    facts: Facts


def inbox(house: House, person: str) -> Inbox:
    """Return the inbox of a person (directory id)."""
    open_changes = listed(house, limit=_LOOKED_AT)
    with house.store.reading() as reading:
        facts = house.in_force(reading)
    return Inbox(
        waiting=_rows(one for one in open_changes if person in one.verdict.waiting()),
        own=_rows(listed(house, requester=person, limit=_LOOKED_AT)),
        every=_rows(open_changes),
        facts=facts,
    )


def _rows(changes: Iterable[Shown]) -> tuple[Row, ...]:
    return tuple((one.change, one.verdict) for one in changes)
