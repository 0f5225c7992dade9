"""Approve, reject, withdraw: who may, on what, and what it does."""

from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.asks import Ask, every_ask
from chatops.core.change import Change
from chatops.core.condition import attached, condition, without_conditions
from chatops.core.decision import Decision, Verb
from chatops.core.events import DecisionMade, Event
from chatops.core.facts import Facts
from chatops.core.lift import is_lifted
from chatops.core.naming import naming
from chatops.core.obligation import Obligation
from chatops.core.outcome import Outcome, outcome
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.core.signoffs import Panel, panel
from chatops.core.text import clean, is_blank, is_filler, too_long
from chatops.core.timely import check_blocking, check_open, check_revision
from chatops.core.undoing import needs_reason, recalled


@dataclass(frozen=True, slots=True)
class Decide:
    """A person's word on the revision they were shown. `surface` is where they said it.

    `shown` is the digest of what stood there. A withdrawal may say `of` what: it is refused where
    another word stands by now. A `condition` of an approval ("watch p99 until
    18:00") is owed by `condition_due`, an aware datetime.
    """

    key: str
    person: str
    verb: Verb
    revision: int
    surface: str
    comment: str = ""
    shown: str = ""
    condition: str = ""
    condition_due: datetime | None = None
    of: Verb | None = None


def decide(change: Change, command: Decide, facts: Facts, now: datetime) -> Outcome:
    """Return the outcome of a decision; saying the same thing twice changes nothing.

    A withdrawn approval is undone without a word, and recalled with a reason afterwards.
    Raises `Refused` with one of: cannot_tell, expired, cancelled, not_a_member, contributor,
    not_an_approver, stale_revision, reason_missing, nothing_to_withdraw, invalid_input,
    unknown_system, unknown_environment, no_rule. Lifting a rejection is `core/lifting.py`.
    """
    if command.verb is Verb.LIFT:
        raise ValueError("lifting is core/lifting.py")
    facts.rules()  # first: an unreadable source is the reason for all that lacks
    person = fit_person(command.person, facts)
    _check_time(change, command, now)
    people = panel(change, facts, now)
    last = change.latest_by(person.id)
    absent: str | None = None
    asks: tuple[Ask, ...] = ()
    if command.verb is Verb.WITHDRAW:
        _check_withdrawal(last, command)
    else:
        asks = every_ask(change, facts, now)
        absent = people.stands_in_for(asks, person)
        _check_right(people, person, command, asks, absent)
    decision = bound(people, person, command, absent, asks)
    if last and _is_repeated(people, last, decision) and not command.condition:
        return outcome(change, (), facts, now)
    return _outcome(people, decision, _condition(people, command))


def may_decide(change: Change, person_id: str, facts: Facts, now: datetime) -> bool:
    """Tell whether this person's approval could count towards the change as it is now.

    Nobody's could where it cannot be judged.
    """
    person = facts.directory.find(person_id)
    if person is None or not person.active or person.bot:
        return False
    try:
        people = panel(change, facts, now)
        asks = every_ask(change, facts, now)
    except Refused:
        return False
    asked = any(people.may_sign(ask, person) for ask in asks)
    if not asked and people.stands_in_for(asks, person) is None:
        return False
    return person_id not in people.contributors


def fit_person(person_id: str, facts: Facts) -> Person:
    """Return who acts; raise `Refused("not_a_member")` for who may decide nothing at all."""
    person = facts.directory.find(person_id)
    reason = facts.unfit(person)
    if person is None or reason:
        name = facts.directory.name_of(person_id)
        raise Refused("not_a_member", f"{name} may not decide: {name} {reason}.")
    return person


def made(key: str, decision: Decision) -> DecisionMade:
    """Return the event of a decision."""
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
        shown=decision.shown,
        on_behalf_of=decision.on_behalf_of or "",
        lifts=decision.lifts or 0,
        named_by=decision.named_by,
        read_at=decision.read_at.isoformat() if decision.read_at else "",
        comment=decision.comment,
    )


def bound(
    people: Panel,
    person: Person,
    command: Decide,
    absent: str | None = None,
    asks: tuple[Ask, ...] = (),
) -> Decision:
    """Return the person's word, bound to all that it was given on."""
    change = people.change
    return Decision(
        number=len(change.decisions) + 1,
        person=person.id,
        verb=command.verb,
        revision=change.present.number,
        revision_digest=change.present.digest,
        environment=change.present.environment,
        policy_digest=people.policy.digest,
        level=person.level.name,
        surface=command.surface,
        at=people.now,
        comment=_comment(people, command),
        shown=command.shown,
        on_behalf_of=absent,
        named_by=naming(asks, person.id, absent, people.facts),
        read_at=people.facts.read_at(person.id),
    )


def reason(text: str, why: str) -> str:
    """Return a reason somebody has to give; raise `Refused` saying `why` where it says nothing."""
    cleaned = clean(text)
    problem = too_long(cleaned)
    if problem:
        raise Refused("invalid_input", problem, field="reason")
    if is_blank(cleaned) or is_filler(cleaned):
        raise Refused("reason_missing", why, field="reason")
    return cleaned


def _outcome(people: Panel, decision: Decision, owed: Obligation | None) -> Outcome:
    change, dropped = without_conditions(people.change, decision)
    decided = replace(change, decisions=(*change.decisions, decision))
    events: tuple[Event, ...] = (made(change.key, decision), *recalled(people, decision), *dropped)
    if owed:
        decided = replace(decided, obligations=(*change.obligations, owed))
        events += (attached(change.key, owed),)
    return outcome(decided, events, people.facts, people.now)


def _check_time(change: Change, command: Decide, now: datetime) -> None:
    """Refuse what comes too late.

    What is in production can be recalled however late it is, and a rejection be withdrawn as long
    as it blocks.
    """
    last = change.latest_by(command.person) if command.verb is Verb.WITHDRAW else None
    if last is not None and change.is_deployed and not change.cancellations:
        check_revision(change, command.revision)
    elif last is not None and last.verb is Verb.REJECT:
        check_blocking(change, command.revision, now)
    else:
        check_open(change, command.revision, now)


def _condition(people: Panel, command: Decide) -> Obligation | None:
    if command.verb is not Verb.APPROVE or is_blank(command.condition):
        return None
    words, due = command.condition, command.condition_due
    return condition(people.change, command.person, words, due, people.now)


def _check_right(
    people: Panel, person: Person, command: Decide, asks: tuple[Ask, ...], absent: str | None
) -> None:
    key = people.change.key
    if person.id in people.contributors:
        raise Refused(
            "contributor",
            f"You may not {command.verb} {key}: you contributed to it "
            f"({_roles(people, person)}), and contributors never sign off their own change.",
        )
    if absent is None and not any(people.may_sign(ask, person) for ask in asks):
        whom = "; ".join(dict.fromkeys(ask.whom for ask in asks)) or "nobody"
        raise Refused(
            "not_an_approver",
            f"You may not {command.verb} {key}: it asks for sign-offs from {whom}. "
            f"You are {person.name}, {person.level.name}, and not among them.",
        )


def _roles(people: Panel, person: Person) -> str:
    directory = people.facts.directory
    own = (one for one in people.change.contributors if directory.person_behind(one) == person)
    return ", ".join(dict.fromkeys(one.role.value for one in own)) or "requester"


def _is_repeated(people: Panel, last: Decision, decision: Decision) -> bool:
    """Tell whether the word adds nothing: same revision, verb, level and words, still in time."""
    same = people.change.covers(last) and _word(last) == _word(decision)
    ended = last.verb is Verb.APPROVE and people.now >= people.expiry(last)
    lifted = last.verb is Verb.REJECT and is_lifted(last, people)
    return same and not ended and not lifted


def _word(decision: Decision) -> tuple[object, ...]:
    """Return what tells two words on one revision apart.

    A new level, membership, reason or policy makes another, and so does standing in for somebody.
    """
    return (
        decision.verb,
        decision.level,
        decision.comment,
        decision.policy_digest,
        decision.on_behalf_of,
        decision.named_by,
    )


def _check_withdrawal(last: Decision | None, command: Decide) -> None:
    if last is None or last.verb is Verb.WITHDRAW:
        raise Refused("nothing_to_withdraw", "You have no approval or rejection to withdraw here.")
    if command.of not in {None, last.verb}:
        what = "a rejection" if last.verb is Verb.REJECT else "an approval"
        sentence = f"Your word on {command.key} is {what} by now. Open Details to withdraw it."
        raise Refused("nothing_to_withdraw", sentence)


def _comment(people: Panel, command: Decide) -> str:
    if command.verb is Verb.REJECT:
        return reason(command.comment, "Say why, so that the requester can mend it.")
    if command.verb is Verb.WITHDRAW and needs_reason(people, command.person):
        return reason(command.comment, "Say why you take your approval back.")
    comment = clean(command.comment)
    problem = too_long(comment)
    if problem:
        raise Refused("invalid_input", problem, field="reason")
    return comment
