"""What a click puts in front of a person: a form, Details, or one sentence that only they see."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.people import Person
from chatops.slack.identity import Identity
from chatops.slack.payloads import Click
from chatops.slack.views.blocks import View
from chatops.slack.views.ids import Target
from chatops.usecases.house import House

Body = dict[str, Any]
Opener = Callable[[Ack, Body, WebClient, House, Identity], None]


def opens(form: Callable[[House, Target, Person], View]) -> Opener:
    """Return the listener of a button that opens this form for whoever may send it."""

    def listener(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
        click = Click.model_validate(body)
        person = identity.person(click.user)
        open_view(click, client, form(house, click.target, person))
        ack()

    return listener


def open_view(click: Click, client: WebClient, view: View) -> None:
    """Open the view, above the modal that was clicked in if there is one, else where it stands.

    Slack lets three modals lie on each other; a fourth takes the place of the third.
    """
    if not in_modal(click):
        client.views_open(trigger_id=click.trigger_id, view=view)
        return
    try:
        client.views_push(trigger_id=click.trigger_id, view=view)
    except SlackApiError as error:
        if error.response["error"] != "push_limit_reached":
            raise
        replace_view(click, client, view)


def replace_view(click: Click, client: WebClient, view: View) -> None:
    """Put the view in place of the modal that was clicked in."""
    if click.view is not None:
        client.views_update(view_id=click.view.id, view=view)


def in_modal(click: Click) -> bool:
    """Tell whether the click was in a modal."""
    return click.view is not None and click.view.type == "modal"
