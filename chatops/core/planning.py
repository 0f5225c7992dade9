"""When the next step of a chase is due, and whether that has to be reckoned anew.

The policy, people's hours and zones, and who is asked can become others at any time. So each chase
keeps a mark of what its moment was reckoned from.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.chase import Chase, Chased
from chatops.core.debt_chase import debtors, owing
from chatops.core.debt_chase import next_at as debt_next_at
from chatops.core.hours import before, spells
from chatops.core.lasting import Lasting
from chatops.core.pace import Pace


def planned(change: Change, chase: Chase, pace: Pace) -> Chase:
    """Return the chase with the moment of its next step."""
    return replace(chase, next_at=_next_at(change, chase, pace), mark=mark(change, chase, pace))


def fresh(change: Change, chase: Chase, pace: Pace) -> Chase:
    """Return the chase, planned anew where it was reckoned from something else.

    What is due is left to the step, which says why it is not done.
    """
    is_due = chase.next_at is not None and chase.next_at <= pace.now
    is_called = chase.what is Chased.END and chase.reminders > 0
    if is_due or is_called or chase.mark == mark(change, chase, pace):
        return chase
    return planned(change, chase, pace)


def mark(change: Change, chase: Chase, pace: Pace) -> str:
    """Return the mark of all that the moment of its next step hangs on."""
    if chase.what is Chased.END:
        return pace.mark(*sorted({*change.asked, change.requester}))
    if chase.what is Chased.OBLIGATION:
        owed = change.obligations[chase.obligation - 1]
        calm = replace(pace, urgent=False)
        return calm.mark(*sorted(owing(change, owed, pace.facts)))
    return pace.mark(chase.person)


def why_anew(chase: Chase, anew: Chase) -> str:
    """Say what became another."""
    same = chase.mark.partition(".")[0] == anew.mark.partition(".")[0]
    return "people or their hours changed" if same else "the policy asks for another pace"


def _next_at(change: Change, chase: Chase, pace: Pace) -> datetime | None:
    match chase.what:
        case Chased.SIGN_OFF:
            return pace.next_at(chase)
        case Chased.NOBODY:
            return pace.rung_at(chase)
        case Chased.END:
            return _last_call(change, chase, pace)
        case Chased.OBLIGATION:
            owed = change.obligations[chase.obligation - 1]
            people = debtors(change, owed, pace.facts, pace.now)
            return debt_next_at(chase, owed, people, pace.facts, pace.now)


def _last_call(change: Change, chase: Chase, pace: Pace) -> datetime | None:
    """Return when it is made: each of those who are told still works between it and the end."""
    people = dict.fromkeys((*change.asked, change.requester))
    moments = (_heard_until(one, change.expires_at, pace) for one in people)
    at = min((one for one in moments if one > pace.now), default=None)
    if at is None and chase.next_at:
        return pace.now  # it was to come
    return at  # of so short a life it is no news


def _heard_until(person: str, end: datetime, pace: Pace) -> datetime:
    """Return the last call that this person hears in time; by the clock if they never would."""
    calendar, length = pace.calendar(person), pace.lengths.last_call
    by_clock = end - _length(length)
    if pace.urgent:
        return by_clock
    shifts = tuple(spells(calendar, pace.now, end))
    if not shifts:
        return by_clock
    begins, ends = shifts[-1]
    at = before([calendar], end, length)
    return at if pace.now < at < ends else begins


def _length(length: Lasting) -> timedelta:
    return length if isinstance(length, timedelta) else length.length
