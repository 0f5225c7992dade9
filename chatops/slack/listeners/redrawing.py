"""What stands before a person once they acted: the new state, where they look."""

from contextlib import suppress

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.people import Person
from chatops.slack.listeners.opening import in_modal, replace_view
from chatops.slack.payloads import Click
from chatops.slack.refusals import by_response_url
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.ids import Target
from chatops.slack.views.story import still_approved
from chatops.usecases.house import House
from chatops.usecases.look_back import look_back
from chatops.usecases.open_details import open_details
from chatops.usecases.read import Shown, show


def opened(house: House, target: Target, person: Person) -> View:
    """Return Details for somebody who opens it or turns a page, which is noted."""
    return _details(house, open_details(house, target.key, person.id), target, person)


def redraw(click: Click, client: WebClient, house: House, person: Person) -> None:
    """Show the new state where the person looks: in Details, in what only they see.

    Cards in channels follow by the outbox. The decision stands even if Slack does not take this.
    """
    with suppress(SlackApiError, OSError):
        if in_modal(click):
            shown = show(house, click.target.key)
            replace_view(click, client, _details(house, shown, click.target, person))
        elif click.response_url and (click.container.is_ephemeral or click.is_direct):
            by_response_url(click, _redrawn(click, house, person), replace=True)


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
    if not click.container.is_ephemeral:
        return still_approved(shown.change, shown.facts, now, person=person.id)
    return card(shown.change, shown.verdict, shown.facts, now)
