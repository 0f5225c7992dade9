"""The weekly digest: the list behind a number, the trail of a change, and the attestation."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.attesting import Attest
from chatops.core.digest import Figure
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import open_view, replace_view
from chatops.slack.payloads import Click, Submission
from chatops.slack.payloads_digest import filled_in, pressed
from chatops.slack.views import replies
from chatops.slack.views.blocks import View
from chatops.slack.views.digest_forms import attest_form
from chatops.slack.views.digest_list import figure_list, trail_list
from chatops.slack.views.digest_names import names_list
from chatops.slack.views.ids import Field
from chatops.slack.views.weekly import NEWEST, Weekly
from chatops.slack.visibility import Visibility
from chatops.usecases.attest import attest
from chatops.usecases.digest_lists import listed, waiting
from chatops.usecases.house import House
from chatops.usecases.open_digest import open_digest
from chatops.usecases.read import trail
from chatops.usecases.show_digest import show_digest
from chatops.usecases.to_attest import to_attest

Body = dict[str, Any]
Put = Callable[[Click, WebClient, View], None]
Listener = Callable[..., None]


def list_with(put: Put) -> Listener:
    """Return the listener that puts a page of the changes behind a number before somebody."""

    def listener(
        ack: Ack, body: Body, client: WebClient, identity: Identity, visibility: Visibility
    ) -> None:
        click = Click.model_validate(body)
        person, about = identity.person(click.user), pressed(click)
        view = _list(about, person, visibility)
        open_digest(visibility.house, _named(about), person.id)
        put(click, client, view)
        ack()

    return listener


def trail_with(put: Put) -> Listener:
    """Return the listener that puts a page of a change's trail before who may see the change."""

    def listener(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
        click = Click.model_validate(body)
        person = identity.person(click.user)
        found = trail(house, click.target.key)
        open_digest(house, f"trail of {click.target.key}", person.id)
        put(click, client, trail_list(click.target, found.entries, found.problem, house.facts()))
        ack()

    return listener


def names_with(put: Put) -> Listener:
    """Return the listener that puts a page of all names of a number before somebody."""

    def listener(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
        click = Click.model_validate(body)
        person, about = identity.person(click.user), pressed(click)
        digest = show_digest(house, about.director, about.week, about.version or None).digest
        open_digest(house, _named(about), person.id)
        put(click, client, names_list(about, digest, house.facts()))
        ack()

    return listener


open_list, turn_list = list_with(open_view), list_with(replace_view)
open_names, turn_names = names_with(open_view), names_with(replace_view)
open_trail, turn_trail = trail_with(open_view), trail_with(replace_view)


def begin_attest(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form for the director; everybody else hears who alone can attest."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    about = pressed(click)
    version = None if about.version == NEWEST else about.version
    shown = to_attest(house, about.director, about.week, version, person.id)
    open_view(click, client, attest_form(shown))
    ack()


def say(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Record that the director audited the week, with their note."""
    sent = Submission.model_validate(body)
    person = identity.person(sent.user)
    about, note = filled_in(sent.view), sent.view.text(Field.REASON)
    command = Attest(about.director, about.week, about.version, person.id, note)
    attest(house, command, delivery=sent.delivery)
    ack(response_action="clear")


def _named(about: Weekly) -> str:
    return f"{about.director} {about.week}"


def _list(about: Weekly, person: Person, visibility: Visibility) -> View:
    house, sees = visibility.house, visibility.eyes(person)
    if about.waits_for:
        return figure_list(about, waiting(house, about.waits_for, about.page, sees=sees))
    if about.count is None:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON)
    figure, version = Figure(about.count, 0, about.of), about.version or None
    here = about.director, about.week, figure, about.page
    page = listed(house, *here, sees=sees, version=version, day=about.day)
    return figure_list(about, page)
