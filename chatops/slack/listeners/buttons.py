"""Buttons of cards, lists, Details and App Home, and the menu that chooses a system."""

from contextlib import suppress
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Person
from chatops.slack import asking
from chatops.slack.identity import Identity
from chatops.slack.payloads import Click
from chatops.slack.refusals import by_response_url
from chatops.slack.views.blocks import Message, View
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.forms import condition_form, reject_form
from chatops.slack.views.ids import SURFACE, Target
from chatops.slack.views.request_modal import edit_form, request_form, revision_of
from chatops.slack.views.story import still_approved
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.read import show

Body = dict[str, Any]


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


def ask_condition(ack: Ack, body: Body, client: WebClient, identity: Identity) -> None:
    """Open the form for an approval with a condition."""
    click = Click.model_validate(body)
    identity.person(click.user)
    _open(click, client, condition_form(click.target))
    ack()


def ask_lift(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form for lifting somebody else's rejection."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    _open(click, client, asking.to_lift(house, click.target, person))
    ack()


def ask_break(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form for going ahead without approval."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    _open(click, client, asking.to_break(house, click.target, person))
    ack()


def ask_payment(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form for a follow-up review, or for closing a condition."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    _open(click, client, asking.to_pay(house, click.target, person))
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
    """Offer the environments that the systems chosen in a form share."""
    click = Click.model_validate(body)
    identity.person(click.user)
    _replace(click, client, _form_for_systems(click, house))
    ack()


def _decision(click: Click, person: Person, verb: Verb) -> Decide:
    target = click.target
    return Decide(target.key, person.id, verb, target.revision, SURFACE, shown=click.shown)


def _details(house: House, target: Target, person: Person) -> View:
    shown = show(house, target.key)
    page = target.number if target.revision == shown.change.present.number else 1  # read it anew
    facts, now = shown.facts, house.now()
    return details(shown.change, shown.verdict, facts, now, viewer=person.id, page=page)


def _form_for_systems(click: Click, house: House) -> View:
    registry = house.facts().registry
    picked = (registry.find(one.value) for one in click.actions[0].selected_options)
    systems = tuple(one for one in picked if one is not None)
    if click.view is None or not click.view.private_metadata:
        return request_form(registry, systems=systems)
    edited = click.view.target
    change = show(house, edited.key).change
    revision = revision_of(change, edited.revision)
    return edit_form(change, registry, systems=systems, revision=revision)


def _open(click: Click, client: WebClient, view: View) -> None:
    in_modal = click.view is not None and click.view.type == "modal"
    (client.views_push if in_modal else client.views_open)(trigger_id=click.trigger_id, view=view)


def _replace(click: Click, client: WebClient, view: View) -> None:
    if click.view is not None:
        client.views_update(view_id=click.view.id, view=view)


def _redraw(click: Click, client: WebClient, house: House, person: Person) -> None:
    """Show the new state where the person looks: in Details, in what only they see.

    Cards in channels follow by the outbox. The decision stands even if Slack does not take this.
    """
    with suppress(SlackApiError, OSError):
        if click.view is not None and click.view.type == "modal":
            _replace(click, client, _details(house, click.target, person))
        elif click.response_url and (click.container.is_ephemeral or click.is_direct):
            by_response_url(click, _redrawn(click, house), replace=True)


def _redrawn(click: Click, house: House) -> Message:
    shown = show(house, click.target.key)
    if not click.container.is_ephemeral:
        return still_approved(shown.change, shown.facts)
    return card(shown.change, shown.verdict, shown.facts, house.now())
