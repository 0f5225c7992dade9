"""One step of a debt: who owes it is reminded, superiors hear of what is long overdue."""

from dataclasses import replace

from chatops.core.change import Change
from chatops.core.chase import Chase, Rung
from chatops.core.climbing import Climb, to_superior
from chatops.core.debt_chase import debtors, due_rung, next_at, passed, told, usual
from chatops.core.events import Event
from chatops.core.events_chase import ObligationReminded, ScheduleMoved
from chatops.core.hours import Calendar
from chatops.core.obligation import Obligation
from chatops.core.pace import Pace
from chatops.core.planning import mark


def stepped(change: Change, chase: Chase, pace: Pace) -> tuple[Chase, tuple[Event, ...]]:
    """Return the chase of a debt after what is due now, and what happened."""
    pace = replace(pace, urgent=False)  # of what is done people hear at their desks
    owed, facts, now = change.obligations[chase.obligation - 1], pace.facts, pace.now
    people = debtors(change, owed, facts, now)
    count = passed(chase, owed, pace.calendar(people[0]) if people else Calendar(), now)
    reminded = told(owed, people, facts, now) if count > chase.reminders else ()
    after = replace(chase, reminders=count, reminded_at=now) if reminded else chase
    climb = _climbed(change, chase, people, pace)
    after = replace(after, rung=climb.rung, mark=mark(change, chase, pace))
    waits = replace(after, rung=Rung.DIRECTOR) if climb.wait else after
    at = next_at(waits, owed, people, facts, now)
    soonest = min((one for one in (at, climb.wait) if one), default=None)
    after = replace(after, next_at=soonest)
    groups = (reminded, *(one.to for one in climb.events))
    events = tuple(_event(change, owed, one) for one in groups if one)
    return after, events or (_moved(change, after, climb),)


def _climbed(change: Change, chase: Chase, people: tuple[str, ...], pace: Pace) -> Climb:
    owed = change.obligations[chase.obligation - 1]
    due = due_rung(chase, owed, usual(people, pace.facts, pace.now), pace.now)
    if due is Rung.NOBODY:
        return Climb(chase.rung)
    return to_superior(change, chase, due, (owed.by, *people), pace)


def _event(change: Change, owed: Obligation, people: tuple[str, ...]) -> ObligationReminded:
    return ObligationReminded(
        change.key, owed.number, owed.owed.value, people, owed.due_at.isoformat()
    )


def _moved(change: Change, chase: Chase, climb: Climb) -> ScheduleMoved:
    at = chase.next_at.isoformat() if chase.next_at else ""
    return ScheduleMoved(change.key, "", at, climb.why or "nobody who owes it is at work")
