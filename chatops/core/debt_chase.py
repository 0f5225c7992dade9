"""What is owed is reminded of: at half of its time, a quarter before its end, and when it is late.

Whoever owes it hears of it in their working hours; a review is nobody's own, so those hear of it
who have the least to do. Once late, it is reminded of after 1, 2, 4... working days, and carried to
the manager after two and to the director after four, whether anybody could be reminded or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.facts import Facts
from chatops.core.hours import Calendar, after, calendar_of, is_at_work, is_working, next_working
from chatops.core.lasting import WorkingTime
from chatops.core.obligation import Obligation, Owed
from chatops.core.people import WorkingHours
from chatops.core.reviewers import reviewers_of

_DAY = timedelta(hours=24)
_PARTS = (2, 4)  # of its time that are left at each reminder before it is late
_IN_TIME = len(_PARTS)
_RUNGS = ((Rung.MANAGER, _IN_TIME + 1), (Rung.DIRECTOR, _IN_TIME + 2))
"""The rungs, and how many reminders come before those with which it is carried there."""
_MOST_DOUBLED = 8


def debtors(change: Change, owed: Obligation, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return who could pay it (directory ids), who rather should first."""
    people = owing(change, owed, facts)
    if owed.owed is Owed.CONDITION:
        return people
    return tuple(sorted(people, key=lambda one: _rank(one, facts, now)))


def owing(change: Change, owed: Obligation, facts: Facts) -> tuple[str, ...]:
    """Return who could pay it (directory ids)."""
    if owed.owed is Owed.CONDITION:
        listed = map(facts.directory.find, dict.fromkeys((owed.by, change.requester)))
        return tuple(one.id for one in listed if one and one.active and not one.bot)
    given = {one.person for one in owed.reviews}
    return tuple(one for one in reviewers_of(change, facts) if one not in given)


def told(owed: Obligation, people: tuple[str, ...], facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return who of them is reminded now: those at work, of reviewers as many as are missing."""
    there = [one for one in people if is_working(calendar_of(one, facts, now), now)]
    if owed.owed is Owed.CONDITION:
        return tuple(there)
    return tuple(there[: max(1, owed.reviewers - len(owed.reviews))])


def passed(chase: Chase, owed: Obligation, calendar: Calendar, now: datetime) -> int:
    """Return how many reminders are due by now, those that were sent included."""
    count, at = chase.reminders, moment(owed, chase.reminders, calendar)
    while at and at <= now:
        count += 1
        at = moment(owed, count, calendar)
    return count


def usual(people: Sequence[str], facts: Facts, now: datetime) -> Calendar:
    """Return the hours by which it is late: of one of them, as if they were never away."""
    known = (replace(calendar_of(one, facts, now), away_until=None) for one in sorted(people))
    return next((one for one in known if next_working(one, now)), Calendar())


def due_rung(chase: Chase, owed: Obligation, calendar: Calendar, now: datetime) -> Rung:
    """Return how high it has to be carried by now; `NOBODY` where it was already."""
    due = Rung.NOBODY
    for rung, at in _rungs(chase, owed, calendar):
        due = rung if at <= now else due
    return due


def next_at(
    chase: Chase, owed: Obligation, people: tuple[str, ...], facts: Facts, now: datetime
) -> datetime | None:
    """Return when it is reminded of next, from now on, or carried higher, which may be past."""
    rungs = _rungs(chase, owed, usual(people, facts, now))
    moments = (_reminder(chase, owed, people, facts, now), *(at for _, at in rungs))
    return min((one for one in moments if one), default=None)


def _rungs(chase: Chase, owed: Obligation, calendar: Calendar) -> Iterator[tuple[Rung, datetime]]:
    """Yield the rungs that are left, and when it is carried there."""
    ladder = tuple(Rung)
    for rung, count in _RUNGS:
        at = moment(owed, count, calendar)
        if at and ladder.index(rung) > ladder.index(chase.rung):
            yield rung, next_working(calendar, at) or at


def _reminder(
    chase: Chase, owed: Obligation, people: tuple[str, ...], facts: Facts, now: datetime
) -> datetime | None:
    """Return when the first of these people is at work, once a reminder is due."""
    calendars = [calendar_of(one, facts, now) for one in people]
    if not calendars:
        return None
    first = calendars[0]
    at = moment(owed, chase.reminders, first)
    there = _there(calendars, at, now)
    if at and there and at < owed.due_at <= there:  # that it is late is told before
        return _there(calendars, moment(owed, _IN_TIME, first), now)
    return there


def moment(owed: Obligation, count: int, calendar: Calendar) -> datetime | None:
    """Return when the reminder after so many is due; None where that is more than a year away."""
    left = owed.due_at - owed.created_at
    if count < _IN_TIME:
        return owed.due_at - left / _PARTS[count]
    days = 2 ** min(count - _IN_TIME, _MOST_DOUBLED)
    return after(calendar, owed.due_at, WorkingTime(days * _length(calendar.hours)))


def _there(calendars: Sequence[Calendar], at: datetime | None, now: datetime) -> datetime | None:
    """Return when the first of them is at work, from that moment on; None where nobody is."""
    if at is None:
        return None
    found = (next_working(one, max(at, now)) for one in calendars)
    return min((one for one in found if one), default=None)


def _length(hours: WorkingHours) -> timedelta:
    """Return how long a working day is; it may go past midnight."""
    begins, ends = (
        timedelta(hours=at.hour, minutes=at.minute) for at in (hours.begins, hours.ends)
    )
    return ends - begins if ends > begins else ends - begins + _DAY


def _rank(person: str, facts: Facts, now: datetime) -> tuple[bool, int, int, str]:
    outside = not is_at_work(person, facts, now)
    return outside, facts.waiting.get(person, 0), facts.signed.get(person, 0), person
