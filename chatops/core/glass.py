"""Break the glass, and use it: who may, on what, and what is owed for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.break_glass import Declaration
from chatops.core.change import Change
from chatops.core.decide import fit_person, reason
from chatops.core.evaluate import evaluate
from chatops.core.events import GlassBroken, GlassUsed
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed
from chatops.core.outcome import Outcome, outcome
from chatops.core.policy import BreakGlass
from chatops.core.refused import Refused
from chatops.core.rules import systems_of
from chatops.core.sources import name_of, named_for_all, resolved
from chatops.core.systems import System
from chatops.core.timely import check_open
from chatops.core.verdict import State


@dataclass(frozen=True, slots=True)
class Break:
    """Go ahead with the revision that the person was shown, without approval."""

    key: str
    person: str
    revision: int
    surface: str
    reason: str


def break_glass(change: Change, command: Break, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome: a declaration that opens the gate once, and a review that is owed.

    Raises `Refused` with one of: cannot_tell, not_a_member, expired, stale_revision, not_allowed,
    blocked, not_needed, already_broken, reason_missing, invalid_input, unknown_system,
    unknown_environment.
    """
    policy = facts.rules()
    person = fit_person(command.person, facts)
    check_open(change, command.revision, now)
    glass = policy.break_glass
    if glass is None or person.id not in _breakers(change, glass, facts):
        raise Refused("not_allowed", _who_may(change, glass, facts))
    why = reason(command.reason, "Say why this cannot wait for approval.")
    _check_state(change, facts, now)
    declaration = _declaration(change, replace(command, reason=why), glass, now)
    review = _review(change, declaration, glass)
    broken = replace(
        change,
        declarations=(*change.declarations, declaration),
        obligations=(*change.obligations, review),
    )
    return outcome(broken, (_broken(change.key, declaration, review, policy.digest),), facts, now)


def use_glass(change: Change, caller: str, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of the gate letting `caller` through on the broken glass: it is used."""
    used = change.broken_glass(now)
    if used is None:
        raise ValueError(f"{change.key} has no break-glass to use")
    declarations = tuple(
        replace(one, used_at=now, used_by=caller) if one == used else one
        for one in change.declarations
    )
    event = GlassUsed(
        change.key, used.number, used.person, caller, used.revision, used.revision_digest
    )
    return outcome(replace(change, declarations=declarations), (event,), facts, now)


def may_break(change: Change, person_id: str, facts: Facts) -> bool:
    """Tell whether the policy names this person for every system of the change as it is now."""
    glass = facts.policy.break_glass if facts.policy else None
    try:
        return glass is not None and person_id in _breakers(change, glass, facts)
    except Refused:
        return False


def _breakers(change: Change, glass: BreakGlass, facts: Facts) -> tuple[str, ...]:
    return named_for_all(glass.sources, systems_of(change.present, facts), facts)


def _declaration(change: Change, command: Break, glass: BreakGlass, now: datetime) -> Declaration:
    present = change.present
    return Declaration(
        number=len(change.declarations) + 1,
        person=command.person,
        reason=command.reason,
        revision=present.number,
        revision_digest=present.digest,
        environment=present.environment,
        surface=command.surface,
        at=now,
        expires_at=now + glass.expires_after,
    )


def _review(change: Change, declared: Declaration, glass: BreakGlass) -> Obligation:
    return Obligation(
        number=len(change.obligations) + 1,
        owed=Owed.REVIEW,
        by=declared.person,
        text=declared.reason,
        created_at=declared.at,
        due_at=declared.at + glass.review_within,
        reviewers=glass.reviewers,
    )


def _check_state(change: Change, facts: Facts, now: datetime) -> None:
    verdict = evaluate(change, facts, now)
    if verdict.state is State.APPROVED:
        raise Refused("not_needed", f"{change.key} is approved; the gate is open already.")
    if verdict.state is State.OVERRIDDEN:
        raise Refused("already_broken", f"The glass is broken already. {verdict.sentence}")
    if any(leaf.state is State.BLOCKED for leaf in verdict.leaves()):
        raise Refused(
            "blocked",
            f"{change.key} is rejected, and a break-glass does not override a rejection: it has "
            "to be lifted first, with a reason.",
        )
    if not verdict.parts:
        raise Refused("cannot_tell", verdict.sentence)


def _who_may(change: Change, glass: BreakGlass | None, facts: Facts) -> str:
    if glass is None:
        return "The policy lets nobody break the glass. Ask for approval."
    whom = dict.fromkeys(
        " or ".join(_whom(system, glass, facts)) for system in systems_of(change.present, facts)
    )
    if len(whom) == 1:
        return f"Only {next(iter(whom))} may break the glass for {change.key}."
    each = "; ".join(whom)
    return f"Only who may for every system may break the glass for {change.key}: {each}."


def _whom(system: System, glass: BreakGlass, facts: Facts) -> Iterator[str]:
    for source in glass.sources:
        yield name_of(resolved(source, system, facts.directory), facts)


def _broken(
    key: str, declaration: Declaration, review: Obligation, policy_digest: str
) -> GlassBroken:
    return GlassBroken(
        key=key,
        number=declaration.number,
        person=declaration.person,
        revision=declaration.revision,
        revision_digest=declaration.revision_digest,
        environment=declaration.environment,
        policy_digest=policy_digest,
        surface=declaration.surface,
        expires_at=declaration.expires_at.isoformat(),
        review_due_at=review.due_at.isoformat(),
        reason=declaration.reason,
    )
