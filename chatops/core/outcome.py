"""The outcome of a rule: the change as it is afterwards, and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.evaluate import evaluate
from chatops.core.events import BecameUnreachable, Event, VerdictChanged
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle_in
from chatops.core.roster import roster_of
from chatops.core.verdict import State, Verdict
from chatops.core.way import way_in


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be recorded. Without events there is nothing to record."""

    change: Change
    events: tuple[Event, ...]
    verdict: Verdict
    at: datetime


def outcome(change: Change, events: Iterable[Event], facts: Facts, now: datetime) -> Outcome:
    """Judge the changed change and add `VerdictChanged` where its state became another.

    Where nothing happened but the verdict says other words than were told last (policy or people
    changed), that is such an event too: every card has to be drawn anew. So is
    `BecameUnreachable` where nobody could complete the approval any more.
    """
    verdict = evaluate(change, facts, now)
    told = verdict.digest()
    happened = tuple(events)
    if verdict.state is not change.state or (not happened and told != change.told):
        happened += (_verdict_changed(change, verdict, facts),)
    unreachable = ""
    asked: tuple[str, ...] = ()
    if verdict.state in _TO_BE_SIGNED:
        found = roster_of(change, facts, now)  # the verdict was no error, so this is none
        unreachable, asked = obstacle_in(found), way_in(found).people
    if unreachable and unreachable != change.unreachable:
        happened += (BecameUnreachable(change.key, unreachable),)
    status = Status.EXPIRED if verdict.state is State.EXPIRED else change.status
    judged = replace(
        change,
        state=verdict.state,
        status=status,
        told=told,
        unreachable=unreachable,
        asked=asked,
    )
    return Outcome(judged, happened, verdict, now)


def reassess(change: Change, facts: Facts, now: datetime) -> Outcome:
    """Judge a change that nobody touched: time passed, or policy or people changed."""
    return outcome(change, (), facts, now)


_TO_BE_SIGNED = {State.PENDING, State.STALE, State.FROZEN}


def _verdict_changed(change: Change, verdict: Verdict, facts: Facts) -> VerdictChanged:
    same = verdict.state is change.state
    why = "Judged anew, because policy or people changed. " if same else ""
    return VerdictChanged(
        key=change.key,
        before=change.state.value,
        after=verdict.state.value,
        sentence=f"{why}{verdict.sentence}",
        revision_digest=change.present.digest,
        policy_digest=facts.policy.digest if facts.policy else "",
    )
