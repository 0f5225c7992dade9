"""What this very person can do about a change: the buttons at the top of Details."""

from collections.abc import Callable, Iterator
from datetime import datetime

from chatops.core.asking import may_answer
from chatops.core.blocking import blocks, may_lift, may_withdraw
from chatops.core.cancelling import may_cancel
from chatops.core.change import Change
from chatops.core.decide import may_decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.glass import may_break
from chatops.core.handing import candidates
from chatops.core.nudging import can_remind, may_remind, next_nudge
from chatops.core.refused import Refused
from chatops.core.snoozing import snoozed
from chatops.core.undoing import is_recall
from chatops.core.verdict import Verdict
from chatops.slack.views import rich
from chatops.slack.views.blocks import Block, Element, actions, button
from chatops.slack.views.buttons import (
    ask_button,
    break_button,
    can_be_broken,
    can_be_lifted,
    cancel_button,
    decisions,
    edit_button,
    hand_over_button,
    lift_button,
    nudge_button,
    snooze_button,
    undo_button,
    withdraw_button,
)
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.undone import undo_line
from chatops.slack.views.words import is_cancelled, is_over


def own_actions(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, *, viewer: str
) -> Iterator[Block]:
    """Yield rows of decisions, of talk and of exceptions, each only with what `viewer` may do."""
    over = is_over(change, verdict)
    rows = (
        _own_word(change, verdict, facts, now, viewer),
        () if over else _talk(change, facts, now, viewer),
        _of_requester(change, verdict, facts, now, viewer),
        _unblocking(change, verdict, facts, now, viewer)
        if over
        else _exceptions(change, verdict, facts, now, viewer),
    )
    if not over and may_decide(change, viewer, facts, now):
        yield actions(*_decisions(change))
    for row in map(tuple, rows):
        if row:
            yield actions(*row)
    yield from _undo_note(change, facts, now, viewer)
    if not over:
        yield from _pauses(change, facts, now, viewer)
    if _still_blocks(change, verdict, facts, now):
        words = rich.text("Rejected before: that still blocks this commit, until ")
        yield rich.block(rich.section(words, rich.moment(change.expires_at), rich.text(".")))


def _decisions(change: Change) -> Iterator[Element]:
    target = Target(change.key, change.present.number)
    yield from decisions(target)
    yield button("Approve with comment or condition", Action.CONDITION, target.value)


def _own_word(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, viewer: str
) -> Iterator[Element]:
    """Yield the button that takes one's last word back, also once it is deployed."""
    last = change.latest_by(viewer)
    ended = is_over(change, verdict) and not change.is_deployed
    ended = ended or is_cancelled(change, verdict)
    if ended or last is None or last.verb is Verb.WITHDRAW:
        return
    target = Target(change.key, change.present.number)
    if last.verb is Verb.REJECT:
        yield withdraw_button(change)
    elif facts.policy is None or is_recall(change, last, facts.policy, now):
        yield button("Recall my approval", Action.RECALL, target.value)
    else:
        yield undo_button(change)


def _undo_note(change: Change, facts: Facts, now: datetime, viewer: str) -> Iterator[Block]:
    line = undo_line(change, facts, now, person=viewer)
    if line:
        yield rich.block(rich.section(rich.text("You approved this. "), *line))


def _pauses(change: Change, facts: Facts, now: datetime, viewer: str) -> Iterator[Block]:
    """Yield until when the viewer is left in peace, and when others may be reminded again."""
    until, again = snoozed(change, viewer, now), next_nudge(change, now)
    if until:
        yield rich.block(rich.section(rich.text("You snoozed this until "), rich.moment(until)))
    if again and change.asked and may_remind(change, viewer, facts):
        told = rich.text("They were reminded. You can nudge them again from ")
        yield rich.block(rich.section(told, rich.moment(again), rich.text(" on.")))


def _talk(change: Change, facts: Facts, now: datetime, viewer: str) -> Iterator[Element]:
    """Yield what somebody can do before they decide."""
    if not may_answer(change, viewer, facts):
        yield ask_button(change)
    if candidates(change, viewer, facts, now):
        yield hand_over_button(change)
    if may_decide(change, viewer, facts, now):
        yield snooze_button(change)


def _of_requester(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, viewer: str
) -> Iterator[Element]:
    """Yield what those can do who asked for it; what has expired can be sent anew."""
    if is_cancelled(change, verdict) or change.is_deployed:
        return
    if can_remind(change, viewer, facts, now) and not is_over(change, verdict):
        yield nudge_button(change)
    if may_answer(change, viewer, facts):
        yield edit_button(change)
    if may_cancel(change, viewer, facts):
        yield cancel_button(change)


def _exceptions(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, viewer: str
) -> Iterator[Element]:
    if can_be_lifted(change, verdict, facts) and viewer in may_lift(change, facts, now):
        yield lift_button(change)
    can_break = can_be_broken(change, verdict, facts)
    if can_break and _is_so(lambda: may_break(change, viewer, facts)):
        yield break_button(change)


def _unblocking(
    change: Change, verdict: Verdict, facts: Facts, now: datetime, viewer: str
) -> Iterator[Element]:
    """Yield what frees the commit of a cancelled change."""
    if not _still_blocks(change, verdict, facts, now):
        return
    if viewer in may_withdraw(change, facts, now):
        yield withdraw_button(change)
    if viewer in may_lift(change, facts, now):
        yield lift_button(change)


def _still_blocks(change: Change, verdict: Verdict, facts: Facts, now: datetime) -> bool:
    return bool(change.cancellations) and blocks(change, verdict, facts, now)


def _is_so(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except Refused:  # the policy cannot be read, or a system left the registry: nobody may
        return False
