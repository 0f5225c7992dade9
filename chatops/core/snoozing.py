"""Snooze: a person who could sign off wants to hear of a change later, and then does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chatops.core.change import Change
from chatops.core.decide import fit_person, may_decide
from chatops.core.evaluate import Judged, judge
from chatops.core.events_talk import Snoozed, SnoozeEnded
from chatops.core.facts import Facts
from chatops.core.outcome import TO_BE_SIGNED, Outcome, outcome
from chatops.core.quorum import judge_sign_offs
from chatops.core.refused import Refused
from chatops.core.snooze import Snooze
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


def end(change: Change, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of time passing: whose moment came hears of it, once, if still asked."""
    over = {one.number for one in change.snoozes if not one.ended and one.until <= now}
    if not over:
        return outcome(change, (), facts, now)
    judged = judge(change, facts, now)
    events = tuple(
        SnoozeEnded(change.key, one.person, is_asked=_asks(change, one, judged))
        for one in change.snoozes
        if one.number in over
    )
    ended = (replace(one, ended=True) if one.number in over else one for one in change.snoozes)
    return outcome(replace(change, snoozes=tuple(ended)), events, facts, now)


def snoozed(change: Change, person: str, now: datetime) -> datetime | None:
    """Return until when this person (directory id) is left in peace, None where they are not.

    A new revision is another matter, of which they hear again.
    """
    last = next((one for one in reversed(change.snoozes) if one.person == person), None)
    if last is None or last.revision != change.present.number or now >= last.until:
        return None
    return last.until


def _asks(change: Change, snooze: Snooze, judged: Judged) -> bool:
    """Tell whether the person's sign-off would still help, on the revision that they put off."""
    found = judged.roster
    here = snooze.revision == change.present.number and not change.is_deployed
    if not here or found is None:
        return False
    person = found.people.facts.directory.find(snooze.person)
    if person is None or judged.verdict.state not in TO_BE_SIGNED:
        return False
    return any(
        not line.met and person.id not in found.counting[index] and found.could(index, person)
        for index, line in enumerate(judge_sign_offs(found))
    )


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
