"""Snooze: a person who could sign off wants to hear of a change later, and then does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chatops.core.change import Change
from chatops.core.decide import fit_person, may_decide
from chatops.core.escalation import could_help
from chatops.core.evaluate import Judged, judge
from chatops.core.events_talk import Snoozed, SnoozeEnded
from chatops.core.facts import Facts
from chatops.core.outcome import TO_BE_SIGNED, Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.snooze import Snooze, asleep
from chatops.core.timely import check_waiting

LONGEST = timedelta(days=14)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Sleep:
    """Leave `person` in peace until then, an aware datetime."""

    key: str
    person: str
    until: datetime


def sleep(change: Change, command: Sleep, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; it changes nothing but what this person hears.

    Raises `Refused` with one of: not_a_member, cancelled, expired, deployed, not_an_approver,
    invalid_input, too_many.
    """
    person = fit_person(command.person, facts)
    check_waiting(change, now)
    if not may_decide(change, person.id, facts, now):
        sentence = f"{change.key} asks you for nothing, so there is nothing to put off."
        raise Refused("not_an_approver", sentence)
    _check_until(change, command.until, now)
    if len(change.snoozes) >= MOST:
        raise Refused("too_many", f"{MOST:,} times are the most that one change is snoozed.")
    number, revision = len(change.snoozes) + 1, change.present.number
    snooze = Snooze(number, person.id, command.until, now, revision)
    event = Snoozed(change.key, person.id, command.until.isoformat())
    before = (
        replace(one, ended=True) if one.person == person.id else one for one in change.snoozes
    )
    return outcome(replace(change, snoozes=(*before, snooze)), (event,), facts, now)


def ended(change: Change, facts: Facts, now: datetime) -> tuple[Change, tuple[SnoozeEnded, ...]]:
    """Return the change with the snoozes ended whose moment has come; who is still asked hears."""
    over = {one.number for one in change.snoozes if not one.ended and one.until <= now}
    if not over:
        return change, ()
    judged = judge(change, facts, now)
    events = tuple(
        SnoozeEnded(change.key, one.person, is_asked=_asks(change, one, judged))
        for one in change.snoozes
        if one.number in over
    )
    gone = (replace(one, ended=True) if one.number in over else one for one in change.snoozes)
    return replace(change, snoozes=tuple(gone)), events


def snoozed(change: Change, person: str, now: datetime) -> datetime | None:
    """Return until when this person (directory id) is left in peace, None where they are not.

    A new revision is another matter, of which they hear again.
    """
    return asleep(change.snoozes, change.present.number, person, now)


def _asks(change: Change, snooze: Snooze, judged: Judged) -> bool:
    """Tell whether the person's sign-off would still help, on the revision that they put off."""
    found = judged.roster
    here = snooze.revision == change.present.number and not change.is_deployed
    if not here or found is None or judged.verdict.state not in TO_BE_SIGNED:
        return False
    return could_help(found, snooze.person)


def _check_until(change: Change, until: datetime, now: datetime) -> None:
    if until.tzinfo is None or until <= now:
        problem = "Choose a moment that is still to come."
    elif until > now + LONGEST:
        problem = f"{LONGEST.days} days are the most."
    elif until > change.expires_at:
        end = change.expires_at.astimezone(UTC)
        problem = f"{change.key} expires at {end:%Y-%m-%d %H:%M} UTC. Choose an earlier moment."
    else:
        return
    raise Refused("invalid_input", problem, field="until")
