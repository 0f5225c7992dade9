"""Buttons of cards, lists, Details and App Home, and the menu that chooses a system."""

from contextlib import suppress
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Person
from chatops.slack.identity import Identity
from chatops.slack.payloads import Click
from chatops.slack.refusals import by_response_url
from chatops.slack.views.blocks import View
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.ids import Target
from chatops.slack.views.reject_modal import reject_form
from chatops.slack.views.request_modal import edit_form, request_form, revision_of
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.read import show

Body = dict[str, Any]
SURFACE = "slack"


def approve(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Approve the revision that the button was drawn for."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    decide(house, _decision(click, person, Verb.APPROVE), delivery=click.delivery)
    _redraw(click, client, house, person)
    ack()


def withdraw(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Take back an approval or a rejection."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    decide(house, _decision(click, person, Verb.WITHDRAW), delivery=click.delivery)
    _redraw(click, client, house, person)
    ack()


def ask_why(ack: Ack, body: Body, client: WebClient, identity: Identity) -> None:
    """Open the form for the reason of a rejection."""
    click = Click.model_validate(body)
    identity.person(click.user)
    view = reject_form(click.target)
    _open(click, client, view)
    ack()


def show_details(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open Details."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    _open(click, client, _details(house, click.target, person))
    ack()


def turn_page(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Show another page of Details."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    _replace(click, client, _details(house, click.target, person))
    ack()


def edit(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form that makes the next revision."""
    click = Click.model_validate(body)
    identity.person(click.user)
    shown = show(house, click.target.key)
    _open(click, client, edit_form(shown.change, shown.facts.registry))
    ack()


def choose_system(
    ack: Ack, body: Body, client: WebClient, house: House, identity: Identity
) -> None:
    """Offer the environments of the system that was chosen in a form."""
    click = Click.model_validate(body)
    identity.person(click.user)
    _replace(click, client, _form_for_system(click, house))
    ack()


def _decision(click: Click, person: Person, verb: Verb) -> Decide:
    return Decide(click.target.key, person.id, verb, click.target.revision, SURFACE)


def _details(house: House, target: Target, person: Person) -> View:
    shown = show(house, target.key)
    page = target.page if target.revision == shown.change.present.number else 1  # read it anew
    return details(shown.change, shown.verdict, shown.facts, viewer=person.id, page=page)


def _form_for_system(click: Click, house: House) -> View:
    registry = house.facts().registry
    picked = click.actions[0].selected_option
    system = registry.find(picked.value) if picked else None
    if click.view is None or not click.view.private_metadata:
        return request_form(registry, system=system)
    edited = click.view.target
    change = show(house, edited.key).change
    revision = revision_of(change, edited.revision)
    return edit_form(change, registry, system=system, revision=revision)


def _open(click: Click, client: WebClient, view: View) -> None:
    in_modal = click.view is not None and click.view.type == "modal"
    (client.views_push if in_modal else client.views_open)(trigger_id=click.trigger_id, view=view)


def _replace(click: Click, client: WebClient, view: View) -> None:
    if click.view is not None:
        client.views_update(view_id=click.view.id, view=view)


def _redraw(click: Click, client: WebClient, house: House, person: Person) -> None:
    """Show the new state where the person looks, in Details or in an answer only they see.

    Cards in channels follow by the outbox. The decision stands even if Slack does not take this.
    """
    with suppress(SlackApiError, OSError):
        if click.view is not None and click.view.type == "modal":
            _replace(click, client, _details(house, click.target, person))
        elif click.container.is_ephemeral and click.response_url:
            shown = show(house, click.target.key)
            message = card(shown.change, shown.verdict, shown.facts)
            by_response_url(click, message, replace=True)
