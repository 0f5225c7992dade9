"""People talk about a change: ask, answer, hand over, nudge, snooze, cancel."""

from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.asking import AnswerQuestion, Ask
from chatops.core.cancelling import Cancel
from chatops.core.events_talk import Nudged
from chatops.core.handing import GiveOver
from chatops.core.later import Later, later
from chatops.core.nudging import Remind
from chatops.core.outcome import Outcome
from chatops.core.refused import Refused
from chatops.core.snoozing import Sleep
from chatops.slack import asking
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import open_view, opens
from chatops.slack.listeners.redrawing import redraw
from chatops.slack.payloads import Click, OpenView, Submission
from chatops.slack.refusals import tell
from chatops.slack.views import replies
from chatops.slack.views.ids import SURFACE, Field
from chatops.usecases.answer import answer
from chatops.usecases.ask import ask
from chatops.usecases.cancel import cancel
from chatops.usecases.hand_over import hand_over
from chatops.usecases.house import House
from chatops.usecases.nudge import nudge
from chatops.usecases.snooze import snooze

Body = dict[str, Any]

begin_question = opens(asking.to_ask)
begin_answer = opens(asking.to_answer)
begin_hand_over = opens(asking.to_hand_over)
begin_cancel = opens(asking.to_cancel)


def begin_snooze(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form for hearing of it later, in the person's own time zone."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    zone = identity.zone(click.user, person)
    open_view(click, client, asking.to_snooze(house, click.target, person, zone))
    ack()


def remind(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Remind those who are asked, and say privately who that was."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    command = Remind(click.target.key, person.id)
    told = nudge(house, command, delivery=click.delivery)
    redraw(click, client, house, person)
    _tell_who(told, click, client, house)
    ack()


def _tell_who(told: Outcome | None, click: Click, client: WebClient, house: House) -> None:
    for event in told.events if told else ():
        if isinstance(event, Nudged):
            with suppress(SlackApiError, OSError):  # they are reminded, even if this is not heard
                sentence = replies.reminded(event.people, house.facts())
                tell(sentence, click, client, title=replies.DONE)


def put_question(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Ask what somebody wants to know."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    command = Ask(sent.view.target.key, person.id, sent.view.text(Field.TEXT))
    ask(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def give_answer(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Answer a question."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    command = AnswerQuestion(target.key, target.number, person.id, sent.view.text(Field.TEXT))
    answer(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def give_over(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Have somebody else asked instead."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    command = GiveOver(sent.view.target.key, person.id, sent.view.text(Field.TO))
    hand_over(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def take_back(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Cancel the request, at the revision that the person was shown."""
    sent = Submission.model_validate(body)
    person, target = identity.person(sent.user), sent.view.target
    reason = sent.view.text(Field.REASON)
    command = Cancel(target.key, person.id, target.revision, SURFACE, reason)
    cancel(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def sleep(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Leave the person in peace until the moment they chose."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    zone = identity.zone(sent.user, person)
    command = Sleep(sent.view.target.key, person.id, _until(sent.view, house.now(), zone))
    snooze(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def _until(view: OpenView, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment; one that was picked wins over the words beside it."""
    picked = view.text(Field.WHEN)
    choice = Later(picked) if picked in set(Later) else Later.OTHER
    until = view.moment(Field.UNTIL) or later(choice, now, zone)
    if until is None:
        raise Refused("invalid_input", replies.WHICH_MOMENT, field=Field.UNTIL)
    return until
