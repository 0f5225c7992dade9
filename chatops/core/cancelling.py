"""Cancel a change request: for good, with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.cancellation import Cancellation
from chatops.core.change import Change
from chatops.core.decide import fit_person, reason
from chatops.core.events_talk import ChangeCancelled
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.sources import director_of
from chatops.core.timely import check_not_cancelled, check_revision


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take the request back, at the revision that the person was shown.

    `surface` is where they said it, or the token that says so in their name: `api:ci/checkout`.
    """

    key: str
    person: str
    revision: int
    surface: str
    reason: str


def cancel(change: Change, command: Cancel, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome: nothing can be decided or revised any more; what is owed stays owed.

    Raises `Refused` with one of: cancelled, deployed, not_a_member, stale_revision, not_allowed,
    reason_missing, invalid_input.
    """
    check_not_cancelled(change)
    if change.is_deployed:
        done = f"{change.key} is deployed: there is nothing left to cancel."
        raise Refused("deployed", f"{done} Open a request for what undoes it.")
    person = fit_person(command.person, facts)
    check_revision(change, command.revision)
    if person.id not in set(_cancellers(change, facts)):
        raise Refused("not_allowed", _who_may(change, facts))
    why = reason(command.reason, "Say why, for those who were asked.")
    taken_back = Cancellation(len(change.cancellations) + 1, person.id, why, now, command.surface)
    event = ChangeCancelled(
        key=change.key,
        by=person.id,
        revision=change.present.number,
        asked=change.asked,
        surface=command.surface,
        reason=why,
    )
    cancelled = replace(change, cancellations=(*change.cancellations, taken_back))
    return outcome(cancelled, (event,), facts, now)


def may_cancel(change: Change, person_id: str, facts: Facts) -> bool:
    """Tell whether this person could take the request back now."""
    person = facts.directory.find(person_id)
    fit = person is not None and facts.unfit(person) is None
    ended = bool(change.cancellations) or change.is_deployed
    return fit and not ended and person_id in set(_cancellers(change, facts))


def _cancellers(change: Change, facts: Facts) -> Iterator[str]:
    """Yield the requester, who contributed to the present revision, and the directors."""
    yield change.requester
    known = map(facts.directory.person_behind, change.present.contributors)
    yield from (one.id for one in known if one)
    for system in filter(None, map(facts.registry.find, change.present.systems)):
        director = director_of(system, facts.directory)
        if director:
            yield director


def _who_may(change: Change, facts: Facts) -> str:
    names = ", ".join(map(facts.directory.name_of, dict.fromkeys(_cancellers(change, facts))))
    return f"Only these may cancel {change.key}: {names}. You can reject it, with a reason."
