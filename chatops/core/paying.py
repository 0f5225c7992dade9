"""Pay what is owed: review a break-glass afterwards, close a condition with evidence."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decide import fit_person, reason
from chatops.core.events import Event, ObligationClosed, ObligationOverdue, ReviewGiven
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed, Review
from chatops.core.outcome import Outcome, outcome
from chatops.core.refused import Refused
from chatops.core.reviewers import reviewers_of


@dataclass(frozen=True, slots=True)
class Pay:
    """A follow-up review of obligation `number`, or the evidence that its condition held."""

    key: str
    number: int
    person: str
    surface: str
    text: str


def pay(change: Change, command: Pay, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome; a review is paid when enough different people gave one.

    Raises `Refused` with one of: not_a_member, unknown_obligation, not_a_reviewer,
    already_reviewed, not_allowed, reason_missing, invalid_input.
    """
    fit_person(command.person, facts)
    owed = _owed(change, command.number)
    if owed.owed is Owed.REVIEW:
        paid, events = _reviewed(change, owed, command, facts, now)
    else:
        paid, events = _closed(change, owed, command, facts, now)
    return outcome(_with(change, paid), events, facts, now)


def told_overdue(change: Change, now: datetime) -> tuple[Change, tuple[ObligationOverdue, ...]]:
    """Return the change of which all that is overdue is told, and what was not till now."""
    late = [one for one in change.obligations if one.is_overdue(now) and not one.told_overdue]
    for one in late:
        change = _with(change, replace(one, told_overdue=True))
    events = tuple(
        ObligationOverdue(
            change.key, one.number, one.owed.value, one.by, one.due_at.isoformat(), one.text
        )
        for one in late
    )
    return change, events


def _owed(change: Change, number: int) -> Obligation:
    found = next((one for one in change.open_obligations() if one.number == number), None)
    if found is None:
        raise Refused("unknown_obligation", f"{change.key} owes nothing of that kind any more.")
    return found


def _reviewed(
    change: Change, owed: Obligation, command: Pay, facts: Facts, now: datetime
) -> tuple[Obligation, tuple[Event, ...]]:
    may = reviewers_of(change, facts)
    if command.person not in may:
        names = ", ".join(facts.directory.name_of(one) for one in may) or "nobody"
        raise Refused(
            "not_a_reviewer",
            f"A break-glass is reviewed by people who neither contributed nor broke the glass: "
            f"{names}.",
        )
    if command.person in {one.person for one in owed.reviews}:
        raise Refused("already_reviewed", "You have reviewed this already; somebody else has to.")
    note = reason(command.text, "Say what you looked at and what you found.")
    reviews = (*owed.reviews, Review(command.person, now, note))
    counted = [one for one in reviews if one.person in may]  # a reviewer may have contributed since
    left = max(0, owed.reviewers - len(counted))
    paid = replace(owed, reviews=reviews)
    given = ReviewGiven(change.key, owed.number, command.person, left, note)
    if left:
        return paid, (given,)
    paid, closed = _close(change, paid, command.person, "", now)
    return paid, (given, closed)


def _closed(
    change: Change, owed: Obligation, command: Pay, facts: Facts, now: datetime
) -> tuple[Obligation, tuple[Event, ...]]:
    known = (facts.directory.person_behind(one) for one in change.contributors)
    may = {change.requester, owed.by, *(one.id for one in known if one)}
    if command.person not in may:
        names = ", ".join(sorted(facts.directory.name_of(one) for one in may))
        raise Refused("not_allowed", f"Only {names} can say how this condition was kept.")
    evidence = reason(command.text, "Give the evidence: what was watched, and what it showed.")
    paid, closed = _close(change, owed, command.person, evidence, now)
    return paid, (closed,)


def _close(
    change: Change, owed: Obligation, person: str, evidence: str, now: datetime
) -> tuple[Obligation, ObligationClosed]:
    paid = replace(owed, closed_at=now, closed_by=person, evidence=evidence)
    return paid, ObligationClosed(change.key, owed.number, owed.owed.value, person, evidence)


def _with(change: Change, owed: Obligation) -> Change:
    kept = (owed if one.number == owed.number else one for one in change.obligations)
    return replace(change, obligations=tuple(kept))
