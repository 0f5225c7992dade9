"""A sign-off that was asked of one person and handed over to another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """`person` gave what was asked of them to `to`; it holds over later revisions too."""

    number: int
    person: str
    to: str
    at: datetime


def holders(hand_overs: Iterable[HandOver], can: Callable[[str], bool]) -> dict[str, str]:
    """Return, for everybody who handed over, who holds it now: somebody who `can` sign.

    The last word of each person counts. Whoever is given something has not given it away: handed
    round in a circle it stays with the last. A hand-over to who cannot sign any more is none.
    """
    given: dict[str, str] = {}
    for one in hand_overs:
        given.pop(one.to, None)  # so that no circle is ever closed
        given[one.person] = one.to
    found = {person: _last_who_can(person, given, can) for person in given}
    return {person: holder for person, holder in found.items() if holder != person}


def _last_who_can(person: str, given: dict[str, str], can: Callable[[str], bool]) -> str:
    holder = person
    while person in given:
        person = given[person]
        holder = person if can(person) else holder
    return holder
