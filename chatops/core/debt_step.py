"""One step of a debt: who owes it is reminded, superiors hear of what is long overdue."""

from dataclasses import replace

from chatops.core.change import Change
from chatops.core.chase import Chase
from chatops.core.climbing import Climb, to_superior
from chatops.core.debt_chase import debtors, due_rung, next_at, passed, told
from chatops.core.events import Event
from chatops.core.events_chase import ObligationReminded, ScheduleMoved
from chatops.core.hours import Calendar
from chatops.core.obligation import Obligation
from chatops.core.pace import LADDER, Pace


def stepped(change: Change, chase: Chase, pace: Pace) -> tuple[Chase, tuple[Event, ...]]:
    """Return the chase of a debt after what is due now, and what happened."""
    pace = replace(pace, urgent=False)  # of what is done people hear at their desks
    owed, facts, now = change.obligations[chase.obligation - 1], pace.facts, pace.now
    people = debtors(change, owed, facts, now)
    count = passed(chase, owed, pace.calendar(people[0]) if people else Calendar(), now)
    reminded = told(owed, people, facts, now) if count > chase.reminders else ()
    after = chase
    if count > chase.reminders and (reminded or not people):
        after = replace(chase, reminders=count, reminded_at=now)
    climb = _climbed(change, after, (owed.by, *people), pace)
    at = next_at(after, owed, people, facts, now)
    soonest = min((one for one in (at, climb.wait) if one), default=None)
    after = replace(after, rung=climb.rung, next_at=soonest)
    groups = (reminded, *(one.to for one in climb.events))
    events = tuple(_event(change, owed, one) for one in groups if one)
    return after, events or (_moved(change, after, climb),)


def _climbed(change: Change, chase: Chase, silent: tuple[str, ...], pace: Pace) -> Climb:
    due = due_rung(chase)
    if LADDER.index(due) <= LADDER.index(chase.rung):
        return Climb(chase.rung)
    return to_superior(change, chase, due, silent, pace)


def _event(change: Change, owed: Obligation, people: tuple[str, ...]) -> ObligationReminded:
    return ObligationReminded(
        change.key, owed.number, owed.owed.value, people, owed.due_at.isoformat()
    )


def _moved(change: Change, chase: Chase, climb: Climb) -> ScheduleMoved:
    at = chase.next_at.isoformat() if chase.next_at else ""
    return ScheduleMoved(change.key, "", at, climb.why or "nobody who owes it is at work")
