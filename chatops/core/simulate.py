"""A policy tried on a change: what would differ, if it were judged by new facts instead of old.

A change that is over is judged at the moment of its end, as if everybody had decided under the
policy in question; an open one is judged now, with the approvals that it has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.evaluate import evaluate, is_over
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle_in
from chatops.core.load import Shares, senior_load
from chatops.core.refused import Refused
from chatops.core.roster import roster_of
from chatops.core.verdict import State, Verdict

_TO_BE_SIGNED = {State.PENDING, State.STALE, State.FROZEN}


@dataclass(frozen=True, slots=True)
class Judged:
    """A change under one policy.

    `asked` counts the sign-offs that are asked for, by the line's name; `load` is the share of
    senior sign-offs that falls to each person. `obstacle` says why nobody could complete an open
    change; empty where somebody could.
    """

    state: State
    sentence: str
    asked: tuple[tuple[str, int], ...] = ()
    load: Shares = field(default_factory=dict)
    obstacle: str = ""

    @property
    def sign_offs(self) -> int:
        """Return how many sign-offs are asked for in all."""
        return sum(count for _, count in self.asked)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A line that reads differently; a sentence is empty where there is no such line."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One change under both policies; `opened_at` is when it was requested."""

    key: str
    opened_at: datetime
    is_open: bool
    old: Judged
    new: Judged
    reworded: tuple[Reworded, ...] = ()

    @property
    def became_unreachable(self) -> bool:
        """Tell whether nobody could complete the open change any more, and somebody could."""
        return bool(self.new.obstacle) and not self.old.obstacle

    @property
    def became_approved(self) -> bool:
        """Tell whether the new policy approves what the old one does not."""
        return self.new.state is State.APPROVED and self.old.state is not State.APPROVED

    @property
    def lost_approval(self) -> bool:
        """Tell whether the new policy does not approve what the old one does."""
        return self.old.state is State.APPROVED and self.new.state is not State.APPROVED

    @property
    def became_stale(self) -> bool:
        """Tell whether people would have to look again who need not under the old policy."""
        return self.new.state is State.STALE and self.old.state is not State.STALE

    @property
    def is_changed(self) -> bool:
        """Tell whether anything would be different."""
        return bool(self.reworded) or (
            (self.old.state, self.old.asked, self.old.obstacle)
            != (self.new.state, self.new.asked, self.new.obstacle)
        )


def compared(
    change: Change, old: Facts, new: Facts, now: datetime, *, senior: str = "senior"
) -> Comparison:
    """Return the change under old and new facts; `senior` is the least level of the load."""
    is_open = not is_over(change, now)
    moment = now if is_open else ended_at(change)
    ours = [_under(one, change, is_open=is_open) for one in (old, new)]
    verdicts = [evaluate(judged, facts, moment) for judged, facts in ours]
    before, after = (
        _judged(*one, verdict, moment, senior=senior, is_open=is_open)
        for one, verdict in zip(ours, verdicts, strict=True)
    )
    reworded = tuple(_reworded(*verdicts))
    return Comparison(change.key, change.opened_at, is_open, before, after, reworded)


def ended_at(change: Change) -> datetime:
    """Return the moment of the last thing that people did: a decision, a revision, the request."""
    acts = (*(one.at for one in change.decisions[-1:]), change.present.submitted_at)
    return max(acts)


def _under(facts: Facts, change: Change, *, is_open: bool) -> tuple[Change, Facts]:
    """Return the change as if it had been decided on under this policy, and what held then.

    Only where the policy itself voids older approvals does an open change keep theirs. Who is
    away today was not then.
    """
    if not is_open:
        facts = replace(facts, absences={}) if facts.absences else facts
        change = replace(change, status=Status.OPEN, cancellations=())
    policy = facts.policy
    if policy is None or (is_open and policy.stale_on_policy_change):
        return change, facts
    if all(one.policy_digest == policy.digest for one in change.decisions):
        return change, facts
    rebound = (
        replace(one, policy_digest=policy.digest, named_by=(*one.named_by, f"person:{one.person}"))
        for one in change.decisions
    )
    return replace(change, decisions=tuple(rebound)), facts


def _judged(
    change: Change, facts: Facts, verdict: Verdict, now: datetime, *, senior: str, is_open: bool
) -> Judged:
    try:
        found = roster_of(change, facts, now)
    except Refused:
        return Judged(verdict.state, verdict.sentence)
    to_be_signed = is_open and verdict.state in _TO_BE_SIGNED
    return Judged(
        state=verdict.state,
        sentence=verdict.sentence,
        asked=tuple((ask.name, ask.count) for ask in found.asks),
        load=senior_load(found, senior),
        obstacle=obstacle_in(found) if to_be_signed else "",
    )


def _reworded(old: Verdict, new: Verdict) -> Iterator[Reworded]:
    before = {leaf.name: leaf.sentence for leaf in old.leaves()}
    after = {leaf.name: leaf.sentence for leaf in new.leaves()}
    for name in before | after:
        was, is_now = before.get(name, ""), after.get(name, "")
        if was != is_now:
            yield Reworded(name, was, is_now)
