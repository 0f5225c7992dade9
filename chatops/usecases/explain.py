"""Somebody asks why a change is in its state, and what if others had decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.break_glass import Declaration
from chatops.core.change import Change, Status
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import Verdict
from chatops.core.what_if import Supposed, Supposition, supposed
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Explained:
    """The change as it was or will be at a moment, and its verdict then.

    With `supposition` the verdict after it is `then`. Whoever is supposed to decide and was never
    looked up in Slack is taken for a full member: `assumed` names them.
    """

    change: Change
    verdict: Verdict
    facts: Facts
    at: datetime
    supposition: Supposition | None = None
    then: Verdict | None = None
    assumed: tuple[str, ...] = ()


def explain(
    house: House, key: str, decisions: Sequence[Supposed] = (), at: datetime | None = None
) -> Explained:
    """Return the verdict at `at` (now if not given), and as if these people had decided too.

    An earlier moment knows only what had happened by then; people, groups and policy are those
    of today. Raises `Refused` for a change that is unknown or did not exist at that moment.
    """
    with house.store.reading() as reading:
        change = reading.change(key)
        facts = house.facts_about(change, reading, *(one.person for one in decisions))
    moment = at or house.now()
    then = _as_of(change, moment) if at else change
    verdict = evaluate(then, facts, moment)
    if not decisions:
        return Explained(then, verdict, facts, moment)
    assumed = _unknown(decisions, facts)
    known = dict(facts.standings) | dict.fromkeys(assumed, Standing.FULL)
    supposing = facts.with_standings(known)
    supposition = supposed(then, decisions, supposing, moment)
    after = evaluate(supposition.change, supposing, moment)
    return Explained(then, verdict, facts, moment, supposition, after, assumed)


def _unknown(decisions: Sequence[Supposed], facts: Facts) -> tuple[str, ...]:
    """Return who has a Slack account that nobody has looked up: a click would do that first."""
    people = (facts.directory.find(one.person) for one in decisions)
    return tuple(
        dict.fromkeys(
            one.id
            for one in people
            if one and one.slack_id and facts.standing(one.id) is Standing.UNKNOWN
        )
    )


def _as_of(change: Change, moment: datetime) -> Change:
    revisions = tuple(one for one in change.revisions if one.submitted_at <= moment)
    if not revisions:
        opened = f"{change.opened_at:%Y-%m-%d %H:%M %Z}"
        raise Refused(
            "bad_usage", f"{change.key} was opened at {opened}. Name a later moment.", field="at"
        )
    return replace(
        change,
        revisions=revisions,
        status=Status.OPEN if moment < change.expires_at else change.status,
        decisions=tuple(one for one in change.decisions if one.at <= moment),
        check_runs=tuple(one for one in change.check_runs if one.at <= moment),
        declarations=tuple(_unused(one, moment) for one in change.declarations if one.at <= moment),
        obligations=tuple(one for one in change.obligations if one.created_at <= moment),
        cancellations=tuple(one for one in change.cancellations if one.at <= moment),
    )


def _unused(one: Declaration, moment: datetime) -> Declaration:
    """Return the break-glass as it stood at that moment: used only if it was used by then."""
    later = one.used_at is not None and one.used_at > moment
    return replace(one, used_at=None, used_by="") if later else one
