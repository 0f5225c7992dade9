"""Nudge: the requester reminds those who are asked, once an hour at most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chatops.core.change import Change
from chatops.core.decide import fit_person
from chatops.core.events_talk import Nudged
from chatops.core.facts import Facts
from chatops.core.nudge import Nudge
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.snoozing import snoozed
from chatops.core.timely import check_waiting

EVERY = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Remind:
    """Remind those who are asked to sign off."""

    key: str
    person: str


def remind(change: Change, command: Remind, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; who is away or snoozed the change is left in peace.

    Raises `Refused` with one of: not_a_member, not_allowed, cancelled, expired, deployed,
    too_soon, nobody_to_nudge.
    """
    person = fit_person(command.person, facts)
    check_waiting(change, now)
    if not may_remind(change, person.id, facts):
        names = ", ".join(map(facts.directory.name_of, dict.fromkeys(_owning(change, facts))))
        raise Refused("not_allowed", f"Only who made {change.key} can remind: {names}.")
    _check_time(change, now)
    people = _reminded(outcome(change, (), facts, now), facts)
    nudge = Nudge(len(change.nudges) + 1, person.id, people, now)
    nudged = replace(change, nudges=(*change.nudges, nudge))
    return outcome(nudged, (Nudged(change.key, person.id, people),), facts, now)


def may_remind(change: Change, person_id: str, facts: Facts) -> bool:
    """Tell whether this person asked for the change or contributed to its present revision."""
    return person_id in set(_owning(change, facts))


def can_remind(change: Change, person_id: str, facts: Facts, now: datetime) -> bool:
    """Tell whether this person's reminder of a waiting change would reach somebody now."""
    reached = any(snoozed(change, one, now) is None for one in change.asked)
    return reached and next_nudge(change, now) is None and may_remind(change, person_id, facts)


def next_nudge(change: Change, now: datetime) -> datetime | None:
    """Return when people may be reminded again, a whole minute; None where they may be now."""
    if not change.nudges:
        return None
    then = change.nudges[-1].at + EVERY
    if now >= then:
        return None
    whole = then.replace(second=0, microsecond=0)
    return whole if whole == then else whole + _MINUTE


def _owning(change: Change, facts: Facts) -> Iterator[str]:
    yield change.requester
    known = map(facts.directory.person_behind, change.present.contributors)
    yield from (one.id for one in known if one)


def _check_time(change: Change, now: datetime) -> None:
    then = next_nudge(change, now)
    if then is not None:
        last = change.nudges[-1].at.astimezone(UTC)
        raise Refused(
            "too_soon",
            f"They were reminded at {last:%H:%M} UTC. Once an hour is enough: "
            f"again from {then.astimezone(UTC):%H:%M} UTC on.",
        )


def _reminded(present: Outcome, facts: Facts) -> tuple[str, ...]:
    """Return whom to remind; raise `Refused` with the reason where that is nobody.

    Nobody is asked who is away.
    """
    change, now = present.change, present.at
    if not change.asked:
        why = change.unreachable or present.verdict.sentence
        raise Refused("nobody_to_nudge", f"{change.key} waits for nobody's sign-off. {why}")
    until = {one: snoozed(change, one, now) for one in change.asked}
    people = tuple(one for one, later in until.items() if later is None)
    if not people:
        reasons = "; ".join(
            f"{facts.directory.name_of(one)} at {later.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            for one, later in until.items()
            if later
        )
        sentence = f"Everybody who is asked wants to hear of it later: {reasons}."
        raise Refused("nobody_to_nudge", sentence)
    return people
