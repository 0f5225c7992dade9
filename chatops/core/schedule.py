"""What time alone asks for next: when, what it is, and whom it is for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chatops.core.change import Change, Status
from chatops.core.chase import Chase, Chased, Rung
from chatops.core.debt_chase import debtors
from chatops.core.escalation import enough, others, superior
from chatops.core.facts import Facts
from chatops.core.pace import Pace, pace_of
from chatops.core.refused import Refused
from chatops.core.roster import roster_of
from chatops.core.verdict import State


class Next(StrEnum):
    """What happens next."""

    REMINDER = "reminder"
    OTHERS = "others"
    MANAGER = "manager"
    DIRECTOR = "director"
    LAST_CALL = "last-call"
    EXPIRY = "expiry"
    OBLIGATION = "obligation"
    SNOOZE = "snooze"


@dataclass(frozen=True, slots=True)
class Coming:
    """What happens next, at that moment, and whom (directory ids) it is for; else why nothing."""

    what: Next | None
    why: str = ""
    at: datetime | None = None
    people: tuple[str, ...] = ()


def next_step_at(change: Change) -> datetime | None:
    """Return the earliest moment at which something has to be done; None where none will come."""
    return min(_moments(change), default=None)


def coming(change: Change, facts: Facts, now: datetime) -> Coming:
    """Return what happens next as things are now, or why nothing does."""
    if facts.problems or facts.policy is None:
        return Coming(None, "A source cannot be read; it goes on when that is mended.")
    found = list(_all(change, facts, now))
    if not found:
        return Coming(None, _nothing(change))
    first = min(found, key=_moment)
    same = (one.people for one in found if (one.what, one.at) == (first.what, first.at))
    people = dict.fromkeys(person for group in same for person in group)
    return replace(first, people=tuple(people))


def _moments(change: Change) -> Iterator[datetime]:
    if _may_expire(change):
        yield change.expires_at
    yield from (one.next_at for one in change.chases if one.next_at and not one.over)
    yield from (one.due_at for one in change.open_obligations() if not one.told_overdue)
    yield from (one.until for one in change.snoozes if not one.ended)


def _may_expire(change: Change) -> bool:
    """Tell whether its end does anything: what cannot be judged does not expire."""
    return change.status is Status.OPEN and change.state is not State.ERROR


def _moment(one: Coming) -> datetime:
    if one.at is None:
        raise ValueError("nothing comes without its moment")
    return one.at


def _nothing(change: Change) -> str:
    if change.status is not Status.OPEN:
        return "It is over."
    if change.is_deployed:
        return "It is deployed, so nobody is waited for."
    return "It cannot be judged; it goes on when that is mended."


def _all(change: Change, facts: Facts, now: datetime) -> Iterator[Coming]:
    """Yield all that is planned, in no order."""
    if _may_expire(change) and not change.is_deployed:
        yield Coming(Next.EXPIRY, at=change.expires_at, people=(change.requester,))
    for snooze in change.snoozes:
        if not snooze.ended:
            yield Coming(Next.SNOOZE, at=snooze.until, people=(snooze.person,))
    for owed in change.open_obligations():
        if not owed.told_overdue:
            people = debtors(change, owed, facts, now)
            yield Coming(Next.OBLIGATION, at=owed.due_at, people=people)
    pace = pace_of(change, facts, now)
    for chase in change.chases:
        if chase.next_at and not chase.over:
            yield replace(_planned(change, chase, pace), at=chase.next_at)


def _planned(change: Change, chase: Chase, pace: Pace) -> Coming:
    match chase.what:
        case Chased.END:
            people = (*change.asked, change.requester)
            return Coming(Next.LAST_CALL, people=tuple(dict.fromkeys(people)))
        case Chased.OBLIGATION:
            owed = change.obligations[chase.obligation - 1]
            return Coming(Next.OBLIGATION, people=debtors(change, owed, pace.facts, pace.now))
        case Chased.NOBODY:
            return _of_superior(change, chase, replace(pace, now=chase.next_at or pace.now))
        case Chased.SIGN_OFF:
            return _of_sign_off(change, chase, pace)


def _of_sign_off(change: Change, chase: Chase, pace: Pace) -> Coming:
    at = chase.next_at or pace.now
    reminder, due = pace.reminder(chase), replace(pace, now=at).rung(chase)
    if due is Rung.NOBODY or (reminder and reminder <= at):
        return Coming(Next.REMINDER, people=(chase.person,))
    if due is Rung.OTHERS:
        return Coming(Next.OTHERS, people=_others(change, chase.person, pace))
    return _of_superior(change, chase, replace(pace, now=at))


def _of_superior(change: Change, chase: Chase, then: Pace) -> Coming:
    due, silent = then.rung(chase), (chase.person,) if chase.person else ()
    rung, person = superior(change, due, silent, then.facts, then.now)
    return Coming(Next(rung.value), people=(person,) if person else ())


def _others(change: Change, silent: str, pace: Pace) -> tuple[str, ...]:
    try:
        found = roster_of(change, pace.facts, pace.now)
    except Refused:
        return ()
    return enough(found, silent, others(found, silent))
