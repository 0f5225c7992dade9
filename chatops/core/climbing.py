"""A sign-off that does not come is carried higher, one rung a step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.escalation import enough, others, superior
from chatops.core.events import Event
from chatops.core.events_chase import Escalated
from chatops.core.pace import Pace
from chatops.core.refused import Refused
from chatops.core.roster import roster_of
from chatops.core.snooze import asleep

_LOOKED_AT = 20  # of those who could be asked as well, until one is at work


@dataclass(frozen=True, slots=True)
class Climb:
    """The rung that is reached now, and what happened; `asked` are asked as well.

    Where a rung is due and those whom it is for are not at work, it waits until then.
    """

    rung: Rung
    events: tuple[Escalated, ...] = ()
    asked: tuple[str, ...] = ()
    wait: datetime | None = None
    why: str = ""


def climbed(change: Change, chase: Chase, pace: Pace) -> Climb:
    """Return the highest rung that is due for a sign-off, done as far as it can be now."""
    due = pace.rung(chase)
    if due is Rung.NOBODY:
        return Climb(chase.rung)
    if due is Rung.OTHERS:
        return _to_others(change, chase, pace)
    return to_superior(change, chase, due, (chase.person,) if chase.person else (), pace)


def to_superior(change: Change, chase: Chase, due: Rung, of: tuple[str, ...], pace: Pace) -> Climb:
    """Return that rung, as soon as whoever it is for is at work; `of` are the silent."""
    rung, person = superior(change, due, of, pace.facts, pace.now)
    if person is None:
        return Climb(rung)
    wait = pace.at_desk(person)
    if wait != pace.now:
        name = pace.facts.directory.name_of(person)
        return Climb(chase.rung, wait=wait, why=f"{name} is not at work") if wait else Climb(rung)
    return Climb(rung, (_escalated(change, chase, rung, (person,)),))


def _to_others(change: Change, chase: Chase, pace: Pace) -> Climb:
    try:
        found = roster_of(change, pace.facts, pace.now)
    except Refused:  # it cannot be judged, which the verdict tells
        return Climb(Rung.OTHERS)
    number = change.present.number
    people = tuple(
        one
        for one in others(found, chase.person)
        if asleep(change.snoozes, number, one, pace.now) is None
    )
    there = [one for one in people if pace.is_there(one)]
    if people and not there:
        return _wait(chase, people, pace)
    chosen = enough(found, chase.person, there)
    return Climb(Rung.OTHERS, (_escalated(change, chase, Rung.OTHERS, chosen),), chosen)


def _wait(chase: Chase, people: tuple[str, ...], pace: Pace) -> Climb:
    moments = (pace.there(one, pace.now) for one in people[:_LOOKED_AT])
    wait = min((one for one in moments if one), default=None)
    if wait is None:
        return Climb(Rung.OTHERS)
    return Climb(chase.rung, wait=wait, why="nobody else who could sign is at work")


def _escalated(change: Change, chase: Chase, rung: Rung, to: tuple[str, ...]) -> Escalated:
    people = (chase.person,) if chase.person else ()
    return Escalated(change.key, change.present.number, people, rung.value, to)


def joined(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return them with what was carried to one rung as one event, at the place of the first.

    For whom there is nobody left to ask stays apart.
    """
    found: dict[object, Event] = {}
    for number, one in enumerate(events):
        key = (one.rung, bool(one.to)) if isinstance(one, Escalated) else number
        found[key] = _both(found.get(key), one)
    return tuple(found.values())


def _both(first: Event | None, then: Event) -> Event:
    if not isinstance(first, Escalated) or not isinstance(then, Escalated):
        return then
    people = dict.fromkeys((*first.people, *then.people))
    to = dict.fromkeys((*first.to, *then.to))
    return replace(first, people=tuple(people), to=tuple(to))
