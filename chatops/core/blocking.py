"""A rejection blocks its commit: also of a request that was taken back, until it would expire."""

from dataclasses import replace
from datetime import datetime

from chatops.core.change import Change, Status
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate, is_over
from chatops.core.facts import Facts
from chatops.core.lift import is_lifted, lifters
from chatops.core.refused import Refused
from chatops.core.signoffs import panel
from chatops.core.verdict import State, Verdict


def as_open(change: Change) -> Change:
    """Return the change as if nobody had taken it back: that takes no rejection back."""
    if not change.cancellations:
        return change
    return replace(change, cancellations=(), status=Status.OPEN)


def blocks(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> bool:
    """Tell whether a rejection stands, whatever else is wrong; what expired rejects no more.

    A change that was taken back is judged as if it stood open still.
    """
    if change.cancellations:
        change = as_open(change)
        verdict = evaluate(change, facts, now)
    if is_over(change, now):
        return False
    if not verdict.parts:  # nothing was judged, so nobody knows that it was lifted
        return any(one.verb is Verb.REJECT for one in change.last_words())
    return any(leaf.state is State.BLOCKED for leaf in verdict.leaves())


def may_lift(change: Change, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return who (directory ids) may lift a rejection; nobody where that cannot be told."""
    try:
        return lifters(panel(change, facts, now))
    except Refused:
        return ()


def may_withdraw(change: Change, facts: Facts, now: datetime) -> tuple[str, ...]:
    """Return whose rejections stand that they can still take back themselves."""
    try:
        people = panel(change, facts, now)
        words = (one for one in change.last_words() if one.verb is Verb.REJECT)
        rejected = [one.person for one in words if not is_lifted(one, people)]
    except Refused:
        return ()
    find = facts.directory.find
    return tuple(one for one in rejected if facts.unfit(find(one)) is None)
