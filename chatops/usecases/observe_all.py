"""Slack says how people stand: members, guests, deactivated; and in which time zones."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chatops.core.people import Standing
from chatops.store.surroundings import Surroundings
from chatops.usecases.house import House
from chatops.usecases.leave import leave
from chatops.usecases.reassess import reassess


@dataclass(frozen=True, slots=True)
class Seen:
    """How a person (directory id) stands; `zone` is an IANA time zone, None where none is told."""

    person: str
    standing: Standing
    zone: str | None = None


def observe_all(house: House, seen: Collection[Seen], at: datetime) -> int:
    """Remember what Slack said of these people at that time; return how much of it was new.

    What is known already is not written again, and nothing newer is overwritten. The waiting
    work of who can decide no more moves to others, once.
    """
    with house.store.reading() as reading:
        found = reading.surroundings([one.person for one in seen], (), ())
    news = [one for one in seen if _is_news(one, found)]
    if not news:
        return 0
    with house.store.transaction() as tx:
        told = [one for one in news if tx.remember_standing(one.person, one.standing, at, one.zone)]
    _follow(house, told, found)
    return len(told)


def _is_news(one: Seen, found: Surroundings) -> bool:
    is_known = found.standings.get(one.person) is one.standing
    return not is_known or one.zone not in {None, found.zones.get(one.person)}


def _follow(house: House, told: Collection[Seen], found: Surroundings) -> None:
    known = found.standings
    turned = [one for one in told if known.get(one.person) is not one.standing]
    for one in turned:
        if one.standing.reason:  # they can decide no more
            leave(house, one.person, one.standing.reason)
    if any(one.person in known for one in turned):
        reassess(house)
