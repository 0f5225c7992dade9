"""Approve, reject, withdraw: who may, on what, and what it does."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.evaluate import is_over
from chatops.core.events import DecisionMade
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome, outcome
from chatops.core.people import Person
from chatops.core.policy import Policy
from chatops.core.quorum import wanted
from chatops.core.refused import Refused
from chatops.core.rules import applicable, sign_offs
from chatops.core.signoffs import panel
from chatops.core.text import clean, is_blank, too_long


@dataclass(frozen=True, slots=True)
class Decide:
    """A person's word on the revision they were shown. `surface` is where they said it."""

    key: str
    person: str
    verb: Verb
    revision: int
    surface: str
    comment: str = ""


def decide(change: Change, command: Decide, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of a decision; saying the same thing twice changes nothing.

    Raises `Refused` with one of: cannot_tell, expired, not_a_member, contributor,
    not_an_approver, stale_revision, reason_missing, nothing_to_withdraw, invalid_input,
    unknown_system, unknown_environment.
    """
    policy = facts.rules()
    person = _fit_person(command, facts)
    _check_open(change, command, now)
    last = change.latest_by(person.id)
    if command.verb is Verb.WITHDRAW:
        _check_withdrawal(last)
    else:
        _check_right(change, person, command, facts)
    decision = _decision(change, person, command, policy, now)
    if last and change.covers(last) and _word(last) == _word(decision):
        return outcome(change, (), facts, now)
    decided = replace(change, decisions=(*change.decisions, decision))
    return outcome(decided, (_made(change.key, decision),), facts, now)


def may_decide(change: Change, person_id: str, facts: Facts) -> bool:
    """Tell whether this person's approval could count towards the change as it is now."""
    person = facts.directory.find(person_id)
    if person is None or not person.active or person.bot:
        return False
    people = panel(change, facts)
    lines = sign_offs(applicable(change, facts))
    asked = any(people.may_sign(line, person) for line in lines)
    return asked and person_id not in people.contributors


def _decision(
    change: Change, person: Person, command: Decide, policy: Policy, now: datetime
) -> Decision:
    """Bind the word to all that it was given on."""
    return Decision(
        number=len(change.decisions) + 1,
        person=person.id,
        verb=command.verb,
        revision=change.present.number,
        revision_digest=change.present.digest,
        environment=change.present.environment,
        policy_digest=policy.digest,
        level=person.level.name,
        surface=command.surface,
        at=now,
        comment=_comment(command),
    )


def _fit_person(command: Decide, facts: Facts) -> Person:
    person = facts.directory.find(command.person)
    reason = facts.unfit(person)
    if person is None or reason:
        name = facts.directory.name_of(command.person)
        raise Refused("not_a_member", f"{name} may not decide: {name} {reason}.")
    return person


def _check_open(change: Change, command: Decide, now: datetime) -> None:
    if is_over(change, now):
        sentence = f"{change.key} has expired. The requester can send a new revision to go on."
        raise Refused("expired", sentence)
    present = change.present
    if command.revision != present.number:
        raise Refused(
            "stale_revision",
            f"{change.key} was changed since that card was drawn: it is at revision "
            f"{present.number}, the card showed revision {command.revision}. "
            f"Nothing was recorded; please read revision {present.number}.",
        )


def _check_right(change: Change, person: Person, command: Decide, facts: Facts) -> None:
    people = panel(change, facts)
    if person.id in people.contributors:
        raise Refused(
            "contributor",
            f"You may not {command.verb} {change.key}: you contributed to it "
            f"({_roles(change, person, facts)}), and contributors never sign off their own change.",
        )
    lines = sign_offs(applicable(change, facts))
    if not any(people.may_sign(line, person) for line in lines):
        whom = "; ".join(dict.fromkeys(wanted(line, people) for line in lines)) or "nobody"
        raise Refused(
            "not_an_approver",
            f"You may not {command.verb} {change.key}: it asks for sign-offs from {whom}. "
            f"You are {person.name}, {person.level.name}, and not among them.",
        )


def _roles(change: Change, person: Person, facts: Facts) -> str:
    own = (one for one in change.contributors if facts.directory.person_behind(one) == person)
    return ", ".join(dict.fromkeys(one.role.value for one in own)) or "requester"


def _word(decision: Decision) -> tuple[Verb, str, str]:
    """Return what tells two words on one revision apart: a new level or reason makes another."""
    return decision.verb, decision.level, decision.comment


def _check_withdrawal(last: Decision | None) -> None:
    if last is None or last.verb is Verb.WITHDRAW:
        raise Refused("nothing_to_withdraw", "You have no approval or rejection to withdraw here.")


def _comment(command: Decide) -> str:
    if command.verb is Verb.REJECT and is_blank(command.comment):
        sentence = "Say why, so that the requester can mend it."
        raise Refused("reason_missing", sentence, field="reason")
    comment = clean(command.comment)
    problem = too_long(comment)
    if problem:
        raise Refused("invalid_input", problem, field="reason")
    return comment


def _made(key: str, decision: Decision) -> DecisionMade:
    return DecisionMade(
        key=key,
        person=decision.person,
        verb=decision.verb.value,
        revision=decision.revision,
        revision_digest=decision.revision_digest,
        environment=decision.environment,
        policy_digest=decision.policy_digest,
        level=decision.level,
        surface=decision.surface,
        comment=decision.comment,
    )
