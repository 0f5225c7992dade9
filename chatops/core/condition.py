"""Conditions of an approval ("watch p99 until 18:00"): owed with it, and gone with it."""

from dataclasses import replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.events import ConditionAttached
from chatops.core.events_talk import ConditionDropped
from chatops.core.obligation import Obligation, Owed
from chatops.core.refused import Refused
from chatops.core.text import clean, too_long


def condition(
    change: Change, person: str, words: str, due: datetime | None, now: datetime
) -> Obligation:
    """Return what this person's approval owes; raise `Refused` where that cannot be owed."""
    if due is None or due.tzinfo is None or due <= now:
        sentence = "Say until when: a moment that is still to come."
        raise Refused("invalid_input", sentence, field="condition_due")
    text = clean(words)
    problem = too_long(text)
    if problem:
        raise Refused("invalid_input", problem, field="condition")
    number = len(change.obligations) + 1
    return Obligation(number, Owed.CONDITION, person, text, created_at=now, due_at=due)


def attached(key: str, owed: Obligation) -> ConditionAttached:
    """Return the event of a condition."""
    return ConditionAttached(
        key=key,
        number=owed.number,
        person=owed.by,
        due_at=owed.due_at.isoformat(),
        text=owed.text,
    )


def without_conditions(
    change: Change, decision: Decision
) -> tuple[Change, tuple[ConditionDropped, ...]]:
    """Return the change without what hung on the approval that this word ends, and the events.

    A follow-up review is owed whatever anybody says.
    """
    if decision.verb is Verb.APPROVE:
        return change, ()
    who, when = decision.person, decision.at
    ended = {
        one.number: replace(one, closed_at=when, closed_by=who)
        for one in change.open_obligations()
        if one.owed is Owed.CONDITION and one.by == who
    }
    owed = tuple(ended.get(one.number, one) for one in change.obligations)
    events = tuple(ConditionDropped(change.key, number, who) for number in ended)
    return replace(change, obligations=owed), events
