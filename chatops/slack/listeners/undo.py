"""People take an approval back: undone within moments, recalled with a reason afterwards."""

from contextlib import suppress
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.change import Change
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.events import DecisionMade
from chatops.core.outcome import Outcome
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack import asking
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import in_modal, open_view, opens, replace_view
from chatops.slack.listeners.redrawing import in_place, redraw
from chatops.slack.payloads import Click, Submission
from chatops.slack.refusals import by_response_url, tell
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.ids import SURFACE, Field, Target
from chatops.slack.views.undone import undo_modal, undo_note, undone_modal, undone_note
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.in_force import in_force
from chatops.usecases.read import show

Body = dict[str, Any]

begin_recall = opens(asking.to_recall)


def undo(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Take an approval back at once; once that needs a reason, ask for it."""
    click = Click.model_validate(body)
    person, target = identity.person(click.user), click.target
    command = _taking_back(target, person, shown=click.shown)
    try:
        decide(house, command, delivery=click.delivery)
    except Refused as refused:
        open_view(click, client, _form_for_reason(refused, house, target, person))
    else:
        _told(click, client, house, person)
    ack()


def _taking_back(target: Target, person: Person, *, reason: str = "", shown: str) -> Decide:
    key, revision, verb = target.key, target.revision, Verb.WITHDRAW
    return Decide(key, person.id, verb, revision, SURFACE, reason, shown, of=Verb.APPROVE)


def _form_for_reason(refused: Refused, house: House, target: Target, person: Person) -> View:
    """Return the form that asks for the reason, if that is all that is missing."""
    if refused.code != "reason_missing":
        raise refused
    return asking.to_recall(house, target, person)


def recall(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Take an approval back that counts already, with a reason."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason, shown = sent.view.text(Field.REASON), sent.view.blocks.digest
    command = _taking_back(target, person, reason=reason, shown=shown)
    decide(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def undo_offer(house: House, change: Change, person: Person) -> Message | None:
    """Return what somebody reads who has just approved; None where nothing can be undone."""
    return undo_note(change, in_force(house).facts, house.now(), person=person.id)


def tell_approver(
    told: Outcome | None, click: Click, client: WebClient, house: House, person: Person
) -> None:
    """Tell who pressed Approve, privately, until when they can undo it, or that they had before.

    A direct message says so itself; a click that is delivered again is dropped. The approval
    stands even if Slack does not take this.
    """
    if told is None or (click.is_direct and not click.container.is_ephemeral):
        return
    with suppress(SlackApiError, OSError):
        if any(isinstance(one, DecisionMade) for one in told.events):
            _offer_undo(told.change, click, client, house, person)
        else:
            tell(replies.approved_before(told.change), click, client, title=replies.DONE)


def _offer_undo(
    change: Change, click: Click, client: WebClient, house: House, person: Person
) -> None:
    """Say until when, where Details do not say it themselves."""
    message = None if in_modal(click) else undo_offer(house, change, person)
    if message:
        _show_offer(click, client, message)


def _show_offer(click: Click, client: WebClient, message: Message) -> None:
    if click.view is not None:
        client.views_open(trigger_id=click.trigger_id, view=undo_modal(message))
    elif click.container.is_ephemeral:
        by_response_url(click, message)
    else:
        client.chat_postEphemeral(
            channel=str(click.container.channel_id),
            user=click.user.id,
            text=message.text,
            blocks=message.blocks,
            thread_ts=click.container.thread_ts,
        )


def _told(click: Click, client: WebClient, house: House, person: Person) -> None:
    """Say that it is undone, in place of what offered it."""
    if in_modal(click) and click.view and click.view.private_metadata:
        redraw(click, client, house, person)
        return
    with suppress(SlackApiError, OSError):
        _replace_offer(click, client, house, person.id)


def _replace_offer(click: Click, client: WebClient, house: House, person: str) -> None:
    change = show(house, click.target.key).change
    if click.view is not None:
        replace_view(click, client, undone_modal(change, person))
    elif click.response_url:
        told = in_place(click, house, person, undone_note(change, person))
        by_response_url(click, told, replace=True)
