"""What can be done about a change: the buttons, and when each is offered.

Whether somebody may is the rule's to say when they press; a button is left out only where it
could help nobody.
"""

from collections.abc import Iterator

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.obligation import Obligation, Owed
from chatops.core.verdict import State, Verdict
from chatops.slack.views.blocks import Block, Element, actions, button
from chatops.slack.views.ids import Action, Target
from chatops.slack.views.words import is_blocked, is_over


def rows(change: Change, verdict: Verdict, facts: Facts) -> Iterator[Block]:
    """Yield the rows below a card: what everybody needs, then what is rarely needed.

    Three buttons fit beside each other on a phone. What is over can be looked at, and what is
    still owed for it be paid.
    """
    target = Target(change.key, change.present.number)
    over = is_over(change, verdict)
    decide = () if over else _still_to_say(decisions(target), verdict)
    talk = () if over else (ask_button(change), edit_button(change))
    second = (*talk, *_exceptions(change, verdict, facts), *_payments(change))
    yield actions(*decide, look(change), block_id=f"buttons:{target.value}")
    if second:
        yield actions(*second, block_id=f"more:{target.value}")


def _still_to_say(decide: tuple[Element, Element], verdict: Verdict) -> tuple[Element, ...]:
    """Return what can still change something: of what is approved, a rejection alone."""
    return decide[1:] if verdict.state is State.APPROVED else decide


def request_button(place: str) -> Element:
    """Return the button that opens the request form; `place` says where it stands."""
    return button("Request a change", Action.REQUEST, place)


def list_buttons() -> tuple[Element, ...]:
    """Return the buttons that open the first page of each list."""
    return (
        button("My queue", Action.QUEUE, "queue:1"),
        button("My changes", Action.MINE, "mine:1"),
        button("Open changes", Action.LIST, "list:1"),
    )


def look(change: Change) -> Element:
    """Return the button that opens Details."""
    target = Target(change.key, change.present.number)
    return button("Details", Action.DETAILS, target.value)


def decisions(target: Target) -> tuple[Element, Element]:
    """Return the two buttons of an approver."""
    return (
        button("Approve", Action.APPROVE, target.value, style="primary"),
        button("Reject", Action.REJECT, target.value, style="danger"),
    )


def ask_button(change: Change) -> Element:
    """Return the button of who wants to know something first."""
    return _of(change, "Ask", Action.ASK)


def edit_button(change: Change) -> Element:
    """Return the button that begins a new revision."""
    return _of(change, "Edit", Action.EDIT)


def cancel_button(change: Change) -> Element:
    """Return the button of who takes their request back."""
    return _of(change, "Cancel request", Action.CANCEL)


def nudge_button(change: Change) -> Element:
    """Return the button of who reminds those that are asked."""
    return _of(change, "Nudge", Action.NUDGE)


def snooze_button(change: Change) -> Element:
    """Return the button of who wants to hear of it later."""
    return _of(change, "Snooze", Action.SNOOZE)


def hand_over_button(change: Change) -> Element:
    """Return the button of who wants somebody else to be asked."""
    return _of(change, "Hand over", Action.HAND_OVER)


def undo_button(change: Change) -> Element:
    """Return the button that takes back an approval at once."""
    return _of(change, "Undo", Action.UNDO)


def answer_button(change: Change, number: int) -> Element:
    """Return the button of who answers question `number`."""
    target = Target(change.key, change.present.number, number)
    return button("Answer", Action.ANSWER, target.value)


def _of(change: Change, label: str, action: Action) -> Element:
    return button(label, action, Target(change.key, change.present.number).value)


def can_be_lifted(change: Change, verdict: Verdict, facts: Facts) -> bool:
    """Tell whether a rejection stands that the policy lets somebody else lift."""
    named = facts.policy is not None and bool(facts.policy.lift)
    return named and is_blocked(verdict) and not is_over(change, verdict)


def can_be_broken(change: Change, verdict: Verdict, facts: Facts) -> bool:
    """Tell whether the policy knows break-glass and the change could need it."""
    known = facts.policy is not None and facts.policy.break_glass is not None
    needed = verdict.state not in {State.APPROVED, State.OVERRIDDEN} and bool(verdict.parts)
    return known and needed and not is_blocked(verdict) and not is_over(change, verdict)


def lift_button(change: Change) -> Element:
    """Return the button of who may lift somebody else's rejection."""
    target = Target(change.key, change.present.number)
    return button("Lift rejection", Action.LIFT, target.value)


def withdraw_button(change: Change) -> Element:
    """Return the button of who takes back that they rejected it."""
    return _of(change, "Withdraw my rejection", Action.WITHDRAW)


def break_button(change: Change) -> Element:
    """Return the button of who may go ahead without approval."""
    target = Target(change.key, change.present.number)
    return button("Break glass", Action.BREAK_GLASS, target.value)


def pay_button(change: Change, owed: Obligation) -> Element:
    """Return the button that pays an obligation."""
    target = Target(change.key, change.present.number, owed.number)
    if owed.owed is Owed.REVIEW:
        return button("Review", Action.REVIEW, target.value)
    return button("Close condition", Action.CLOSE, target.value)


def _exceptions(change: Change, verdict: Verdict, facts: Facts) -> Iterator[Element]:
    if can_be_lifted(change, verdict, facts):
        yield lift_button(change)
    if can_be_broken(change, verdict, facts):
        yield break_button(change)


def _payments(change: Change) -> Iterator[Element]:
    """Yield one button for each kind of what is owed, for the one that is due first.

    A row holds each action once; Details has a button for every single one.
    """
    for kind in Owed:
        own = [one for one in change.open_obligations() if one.owed is kind]
        if own:
            yield pay_button(change, min(own, key=lambda one: one.due_at))
