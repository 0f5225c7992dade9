"""What this very person can do about a change: the buttons at the top of Details."""

from collections.abc import Callable, Iterator
from datetime import datetime

from chatops.core.change import Change
from chatops.core.decide import may_decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.glass import may_break
from chatops.core.lift import lifters
from chatops.core.refused import Refused
from chatops.core.signoffs import panel
from chatops.core.verdict import Verdict
from chatops.slack.views.blocks import Block, Element, actions, button
from chatops.slack.views.buttons import (
    break_button,
    can_be_broken,
    can_be_lifted,
    decisions,
    lift_button,
)
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.words import is_over


def own_actions(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, *, viewer: str
) -> Iterator[Block]:
    """Yield a row of decisions and a row of exceptions, each only with what `viewer` may do."""
    if is_over(change, verdict):
        return
    for row in (
        tuple(_decisions(change, facts, now, viewer)),
        tuple(_exceptions(change, verdict, facts, now, viewer)),
    ):
        if row:
            yield actions(*row)


def _decisions(change: Change, facts: Facts, now: datetime, viewer: str) -> Iterator[Element]:
    target = Target(change.key, change.present.number)
    if _is_so(lambda: may_decide(change, viewer, facts, now)):
        yield from decisions(target)
        yield button("Approve with condition", Action.CONDITION, target.value)
    last = change.latest_by(viewer)
    if last and last.verb is not Verb.WITHDRAW:
        word = "approval" if last.verb is Verb.APPROVE else "rejection"
        yield button(f"Withdraw my {word}", Action.WITHDRAW, target.value)


def _exceptions(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, viewer: str
) -> Iterator[Element]:
    can_lift = can_be_lifted(change, verdict, facts)
    if can_lift and _is_so(lambda: viewer in lifters(panel(change, facts, now))):
        yield lift_button(change)
    can_break = can_be_broken(change, verdict, facts)
    if can_break and _is_so(lambda: may_break(change, viewer, facts)):
        yield break_button(change)


def _is_so(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Refused:  # the policy cannot be read, or a system left the registry: nobody may
        return False
