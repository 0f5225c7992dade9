"""Buttons of cards, lists, Details and App Home: decide, look, edit, and what is rare."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Person
from chatops.slack import asking
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import open_view, opens, replace_view
from chatops.slack.listeners.redrawing import opened, redraw
from chatops.slack.listeners.undo import offer_undo
from chatops.slack.payloads import Click
from chatops.slack.views.forms import approve_form, reject_form
from chatops.slack.views.ids import SURFACE
from chatops.slack.views.request_modal import edit_form
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.read import show

Body = dict[str, Any]


def approve(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Approve the revision that the button was drawn for, and offer to undo that."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    told = decide(house, _decision(click, person, Verb.APPROVE), delivery=click.delivery)
    redraw(click, client, house, person)
    if told and told.events:
        offer_undo(click, client, house, person)
    ack()


def withdraw(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Take back a rejection."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    decide(house, _decision(click, person, Verb.WITHDRAW), delivery=click.delivery)
    redraw(click, client, house, person)
    ack()


def ask_why(ack: Ack, body: Body, client: WebClient, identity: Identity) -> None:
    """Open the form for the reason of a rejection."""
    click = Click.model_validate(body)
    identity.person(click.user)
    view = reject_form(click.target)
    open_view(click, client, view)
    ack()


def ask_condition(ack: Ack, body: Body, client: WebClient, identity: Identity) -> None:
    """Open the form for an approval with a comment or a condition."""
    click = Click.model_validate(body)
    identity.person(click.user)
    open_view(click, client, approve_form(click.target))
    ack()


ask_lift = opens(asking.to_lift)
ask_break = opens(asking.to_break)
ask_payment = opens(asking.to_pay)
show_details = opens(opened)


def turn_page(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Show another page of Details."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    replace_view(click, client, opened(house, click.target, person))
    ack()


def edit(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form that makes the next revision."""
    click = Click.model_validate(body)
    identity.person(click.user)
    shown = show(house, click.target.key)
    open_view(click, client, edit_form(shown.change, shown.facts.registry))
    ack()


def _decision(click: Click, person: Person, verb: Verb) -> Decide:
    target = click.target
    return Decide(target.key, person.id, verb, target.revision, SURFACE, shown=click.shown)
