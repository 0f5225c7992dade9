"""What stands before a person once they acted: the new state, where they look."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.bulk import Answer
from chatops.core.people import Person
from chatops.core.reminder import Why
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import Body, Opener, in_modal, replace_view
from chatops.slack.payloads import Click
from chatops.slack.refusals import by_response_url
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.bulk import several_answers, several_result
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.ids import Form, Target
from chatops.slack.views.reminder import MARK, due_in, reminder_again
from chatops.slack.views.story import still_approved
from chatops.usecases.house import House
from chatops.usecases.in_force import in_force
from chatops.usecases.look_back import look_back
from chatops.usecases.open_details import open_details
from chatops.usecases.read import Shown, show
from chatops.usecases.reminder import reminder


def details_with(put: Callable[[Click, WebClient, View], None]) -> Opener:
    """Return the listener that puts Details before somebody, and notes it once they are there."""

    def listener(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
        click = Click.model_validate(body)
        person = identity.person(click.user)
        shown = show(house, click.target.key)
        put(click, client, _details(house, shown, click.target, person))
        open_details(house, shown.change, person.id)
        ack()

    return listener


def redraw(click: Click, client: WebClient, house: House, person: Person) -> None:
    """Show the new state where the person looks: in a modal, in what only they see.

    Cards in channels follow by the outbox. The decision stands even if Slack does not take this.
    """
    with suppress(SlackApiError, OSError):
        if in_modal(click):
            replace_view(click, client, _modal(click, house, person))
        elif click.response_url and (click.container.is_ephemeral or click.is_direct):
            by_response_url(click, _redrawn(click, house, person), replace=True)


def in_place(click: Click, house: House, person: str, told: Message) -> Message:
    """Return what stands in place of the message: of a reminder what still waits stays below."""
    ids = tuple(one.block_id for one in click.message.blocks.every) if click.message else ()
    mark = next((one for one in ids if one.startswith(MARK)), None)
    if mark is None:
        return told
    due = (*due_in(ids), (click.target.key, Why.SIGN_OFF.value))  # an approval may be undone
    return reminder_again(reminder(house, person, due), mark, told)


def several_done(house: House, answers: Sequence[Answer], person: Person) -> View:
    """Return how it ended for each of several changes, as they are now."""
    approved = [show(house, one.key).change for one in answers if not one.refusal]
    return several_result(answers, approved, in_force(house).facts, house.now(), person=person.id)


def _modal(click: Click, house: House, person: Person) -> View:
    """Return the modal that was clicked in, as it is now: Details, or how several ended."""
    view = click.view
    if view is not None and view.callback_id == Form.SEVERAL_DONE:
        return several_done(house, several_answers(view.private_metadata), person)
    return _details(house, show(house, click.target.key), click.target, person)


def _details(house: House, shown: Shown, target: Target, person: Person) -> View:
    page = target.number if target.revision == shown.change.present.number else 1  # read it anew
    return details(
        shown.change,
        shown.verdict,
        shown.facts,
        house.now(),
        viewer=person.id,
        page=page,
        history=look_back(house, shown.change),
    )


def _redrawn(click: Click, house: House, person: Person) -> Message:
    shown, now = show(house, click.target.key), house.now()
    if click.container.is_ephemeral:
        return card(shown.change, shown.verdict, shown.facts, now)
    message = still_approved(shown.change, shown.facts, now, person=person.id)
    return in_place(click, house, person.id, message)
