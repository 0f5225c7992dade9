"""Take an approval back: undone within moments without a word, recalled afterwards with a reason.

The verdict counts an approval at once; the gate counts it only when it can be undone no more.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import dropwhile, takewhile

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.difference import unchanged_since
from chatops.core.evaluate import evaluate
from chatops.core.events_talk import ApprovalRecalled
from chatops.core.facts import Facts
from chatops.core.passage import Passage
from chatops.core.policy import Policy, SignOffs
from chatops.core.signoffs import Panel
from chatops.core.verdict import State

_NOTHING = timedelta(0)
OPENING = frozenset({State.APPROVED, State.OVERRIDDEN})


def undo_left(decision: Decision, policy: Policy, now: datetime) -> timedelta:
    """Return for how long this word can still be undone; nothing for what is no approval."""
    if decision.verb is not Verb.APPROVE:
        return _NOTHING
    return max(_NOTHING, decision.at + policy.undo_for - now)


def is_undoable(decision: Decision, policy: Policy, now: datetime) -> bool:
    """Tell whether this is an approval that can still be undone."""
    return undo_left(decision, policy, now) > _NOTHING


def is_recall(change: Change, last: Decision, policy: Policy, now: datetime) -> bool:
    """Tell whether withdrawing this last word of a person needs a reason.

    Who approves one revision again, with other words, cannot undo what they said before.
    """
    run = (one for one in _approvals(change, last) if one.revision == last.revision)
    return any(not is_undoable(one, policy, now) for one in run)


def needs_reason(people: Panel, person: str) -> bool:
    """Tell whether this person's withdrawal would be a recall, which needs one.

    So is every one after the gate let somebody through on the approval.
    """
    last = people.change.latest_by(person)
    if last is None:
        return False
    late = is_recall(people.change, last, people.policy, people.now)
    return late or bool(_callers(people, last))


def recalled(people: Panel, decision: Decision) -> tuple[ApprovalRecalled, ...]:
    """Return the event of a word against an approval that let somebody through, if it is one."""
    change, facts = people.change, people.facts
    last = change.latest_by(decision.person)
    callers = _callers(people, last) if last and decision.verb is not Verb.APPROVE else ()
    if last is None or not callers:
        return ()
    owners = (facts.token_owners.get(one, "") for one in callers)
    event = ApprovalRecalled(
        key=change.key,
        person=decision.person,
        revision=last.revision,
        revision_digest=last.revision_digest,
        callers=callers,
        owners=tuple(dict.fromkeys(filter(None, owners))),
        reason=decision.comment,
    )
    return (event,)


def settled(change: Change, policy: Policy, now: datetime) -> Change:
    """Return the change without the approvals that can still be undone; itself without any.

    What was withdrawn stays beside its withdrawal, which would else take back an earlier word.
    """
    withdrawn = {one.person: one.number for one in change.decisions if one.verb is Verb.WITHDRAW}
    kept = tuple(
        one
        for one in change.decisions
        if not is_undoable(one, policy, now) or one.number < withdrawn.get(one.person, 0)
    )
    return change if len(kept) == len(change.decisions) else replace(change, decisions=kept)


def held_until(change: Change, facts: Facts, now: datetime) -> tuple[str, datetime]:
    """Return for whose approval the gate waits, and when an approved change is approved for good.

    What can be undone is taken in from the oldest on, until it would be enough.
    """
    policy = facts.rules()
    words = (one for one in change.decisions if is_undoable(one, policy, now))
    for one in sorted(words, key=lambda one: (one.at, one.number)):
        until = one.at + policy.undo_for
        if evaluate(settled(change, policy, until), facts, now).state in OPENING:
            return one.person, until
    raise ValueError(f"the gate waits for no approval of {change.key}")


def _approvals(change: Change, last: Decision) -> tuple[Decision, ...]:
    """Return the approvals that this one repeats, itself first; none where it is no approval."""
    own = (one for one in reversed(change.decisions) if one.person == last.person)
    words = dropwhile(lambda one: one is not last, own)
    said = (one for one in words if one.verb is not Verb.LIFT)
    return tuple(takewhile(lambda one: one.verb is Verb.APPROVE, said))


def _callers(people: Panel, last: Decision) -> tuple[str, ...]:
    """Return whom the gate let through on this approval, or on one that it repeats."""
    found = (
        one.caller
        for approval in _approvals(people.change, last)
        if approval.revision == last.revision or _covers(people, approval)
        for one in people.facts.passed
        if _was_used(people, approval, one)
    )
    return tuple(dict.fromkeys(found))


def _was_used(people: Panel, approval: Decision, passage: Passage) -> bool:
    """Tell whether the approval counted when the gate said yes; broken glass used none."""
    if passage.state is not State.APPROVED or approval.at > passage.at:
        return False
    if passage.revision_digest == approval.revision_digest:
        return True
    return passage.revision_digest == people.change.present.digest and _covers(people, approval)


def _covers(people: Panel, approval: Decision) -> bool:
    """Tell whether it stands for the present revision, if only by a `sticky` line."""
    lines = (line for rule in people.policy.rules for line in rule.require)
    sticky = (line.sticky for line in lines if isinstance(line, SignOffs) and line.sticky)
    change = people.change
    return change.covers(approval) or any(unchanged_since(change, approval, one) for one in sticky)
