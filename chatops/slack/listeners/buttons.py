"""Buttons of cards, lists, Details and App Home: decide, look, edit, and what is rare."""

from dataclasses import replace

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Person
from chatops.slack import asking
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import Body, open_view, opens, replace_view
from chatops.slack.listeners.redrawing import details_with, redraw
from chatops.slack.listeners.undo import tell_approver
from chatops.slack.payloads import Click
from chatops.slack.views.ids import SURFACE
from chatops.usecases.decide import decide
from chatops.usecases.house import House


def approve(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Approve the revision that the button was drawn for, and say so to who did."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    told = decide(house, _decision(click, person, Verb.APPROVE), delivery=click.delivery)
    redraw(click, client, house, person)
    tell_approver(told, click, client, house, person)
    ack()


def withdraw(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Take back a rejection."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    command = replace(_decision(click, person, Verb.WITHDRAW), of=Verb.REJECT)
    decide(house, command, delivery=click.delivery)
    redraw(click, client, house, person)
    ack()


ask_why = opens(asking.to_reject)
ask_condition = opens(asking.to_condition)
edit = opens(asking.to_edit)
ask_lift = opens(asking.to_lift)
ask_break = opens(asking.to_break)
ask_payment = opens(asking.to_pay)
show_details = details_with(open_view)
turn_page = details_with(replace_view)


def _decision(click: Click, person: Person, verb: Verb) -> Decide:
    target = click.target
    return Decide(target.key, person.id, verb, target.revision, SURFACE, shown=click.shown)
