"""Snooze: a person who could sign off wants to hear of a change later."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chatops.core.change import Change
from chatops.core.decide import check_open, fit_person, may_decide
from chatops.core.events_talk import Snoozed
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.snooze import Snooze

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

    Raises `Refused` with one of: not_a_member, cancelled, expired, not_an_approver,
    invalid_input, too_many.
    """
    person = fit_person(command.person, facts)
    check_open(change, change.present.number, now)
    if not may_decide(change, person.id, facts, now):
        sentence = f"{change.key} asks you for nothing, so there is nothing to put off."
        raise Refused("not_an_approver", sentence)
    _check_until(change, command.until, now)
    if len(change.snoozes) >= MOST:
        raise Refused("too_many", f"{MOST:,} times are the most that one change is snoozed.")
    number, revision = len(change.snoozes) + 1, change.present.number
    snooze = Snooze(number, person.id, command.until, now, revision)
    event = Snoozed(change.key, person.id, command.until.isoformat())
    return outcome(replace(change, snoozes=(*change.snoozes, snooze)), (event,), facts, now)


def snoozed(change: Change, person: str, now: datetime) -> datetime | None:
    """Return until when this person (directory id) is left in peace, None where they are not.

    A new revision is another matter, of which they hear again.
    """
    last = next((one for one in reversed(change.snoozes) if one.person == person), None)
    if last is None or last.revision != change.present.number or now >= last.until:
        return None
    return last.until


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
