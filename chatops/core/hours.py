"""Working hours: when somebody is at work, and how much working time has passed.

Each person has their own: days, times of the day and public holidays from the directory, in the
time zone where they are now, and not before they are back from being away. All is half-open.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge

from chatops.core.facts import Facts
from chatops.core.lasting import Lasting
from chatops.core.people import WorkingHours
from chatops.core.shift import Shift, shift, zone_of

_FAR = timedelta(days=366)  # nobody looks further ahead
_NOTHING = timedelta(0)
_USUAL = WorkingHours()


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one person works. An IANA `zone` that nobody knows is UTC."""

    hours: WorkingHours = _USUAL
    zone: str = "UTC"
    away_until: datetime | None = None


def calendar_of(person_id: str, facts: Facts, now: datetime) -> Calendar:
    """Return the calendar of this person (directory id) as things are now."""
    person = facts.directory.find(person_id)
    absence = facts.absence(person_id, now)
    return Calendar(
        person.hours if person else _USUAL,
        facts.zone(person_id) or "UTC",
        absence.until if absence else None,
    )


def is_at_work(person_id: str, facts: Facts, now: datetime) -> bool:
    """Tell whether this person works now as far as anybody knows: without a known zone, no."""
    known = zone_of(facts.zone(person_id)) is not None
    return known and is_working(calendar_of(person_id, facts, now), now)


def is_working(calendar: Calendar, moment: datetime) -> bool:
    """Tell whether the person works at that moment."""
    away = calendar.away_until
    if away and moment < away:
        return False
    today = _day(calendar, moment)
    shifts = (shift(calendar.hours, calendar.zone, day) for day in (today, today - 1, today + 1))
    return any(one[0] <= moment < one[1] for one in shifts if one)


def next_working(calendar: Calendar, moment: datetime) -> datetime | None:
    """Return when the person works next: that moment where they do; None within 366 days."""
    return next((begins for begins, _ in _spells([calendar], moment)), None)


def after(calendar: Calendar, start: datetime, length: Lasting) -> datetime | None:
    """Return the moment when so much has passed since `start`; None where it is beyond 366 days.

    By the clock the person's calendar does not matter. Working time that is full at the end of a
    shift is full at that moment, at which they no longer work.
    """
    return any_after([calendar], start, length)


def any_after(calendars: Iterable[Calendar], start: datetime, length: Lasting) -> datetime | None:
    """Return the moment as `after` does; time counts while any of these people works."""
    if isinstance(length, timedelta):
        return start + length
    left = length.length
    if left <= _NOTHING:
        return start
    for begins, ends in _spells(calendars, start):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    return None


def before(calendars: Iterable[Calendar], end: datetime, length: Lasting) -> datetime:
    """Return the last moment from which so much passes until `end` while any of them works.

    Where they do not work so much in the 366 days before, it is so long before by the clock.
    """
    if isinstance(length, timedelta):
        return end - length
    everybody = tuple(calendars)
    days = 4
    while days < 2 * _FAR.days:
        found = _last(everybody, end - min(timedelta(days), _FAR), end, length.length)
        if found:
            return found
        days *= 2
    return end - length.length


def spells(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Shift]:
    """Yield from when until when the person works between these, of 366 days at most."""
    return _until([calendar], start, end)


def worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how long the person works from `start` until `end`, of 366 days at most."""
    return sum((ends - begins for begins, ends in _until([calendar], start, end)), _NOTHING)


def _last(
    calendars: tuple[Calendar, ...], start: datetime, end: datetime, length: timedelta
) -> datetime | None:
    for begins, ends in reversed(tuple(_until(calendars, start, end))):
        if ends - begins >= length:
            return ends - length
        length -= ends - begins
    return None


def _until(calendars: Iterable[Calendar], start: datetime, end: datetime) -> Iterator[Shift]:
    for begins, ends in _spells(calendars, start):
        if begins >= end:
            return
        yield begins, min(ends, end)


def _spells(calendars: Iterable[Calendar], start: datetime) -> Iterator[Shift]:
    """Yield from when until when any of them works, in order, no two of which touch."""
    pending: Shift | None = None
    for begins, ends in merge(*(_of_one(one, start) for one in dict.fromkeys(calendars))):
        if pending and begins <= pending[1]:
            pending = pending[0], max(pending[1], ends)
            continue
        if pending:
            yield pending
        pending = begins, ends
    if pending:
        yield pending


def _of_one(calendar: Calendar, start: datetime) -> Iterator[Shift]:
    """Yield what is left of each shift from `start` on."""
    until = start.astimezone(UTC) + _FAR
    last = _day(calendar, until) if calendar.hours.days else 0
    since = max(start, calendar.away_until or start).astimezone(UTC)
    for day in range(_day(calendar, since) - 1, last + 1):
        begins, ends = shift(calendar.hours, calendar.zone, day) or (until, until)
        if max(begins, since) < min(ends, until):
            yield max(begins, since), min(ends, until)


def _day(calendar: Calendar, moment: datetime) -> int:
    return moment.astimezone(zone_of(calendar.zone) or UTC).toordinal()
