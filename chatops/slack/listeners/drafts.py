"""The request form while it is filled in: it is kept as a draft and says what it will need."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.people import Person
from chatops.slack.filled import draft_of
from chatops.slack.identity import Identity
from chatops.slack.listeners.request import form
from chatops.slack.payloads import Click, OpenView, Submission, Who
from chatops.slack.views.request_modal import BLANK, edit_form, revision_of
from chatops.usecases.drop_draft import drop_draft
from chatops.usecases.house import House
from chatops.usecases.keep_draft import keep_draft
from chatops.usecases.read import show

Body = dict[str, Any]


def choose_systems(
    ack: Ack, body: Body, client: WebClient, house: House, identity: Identity
) -> None:
    """Offer the environments that the systems chosen in a form share."""
    click = Click.model_validate(body)
    if click.view is not None and click.view.private_metadata:
        identity.person(click.user)
        _edited(click.view, client, house)
        ack()
    else:
        fill(ack, body, client, house, identity)


def fill(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Keep the draft after a choice, and show what the request will need by now."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    if click.view is not None:
        _keep(click.user, click.view, person, house)
        view = form(house, person, draft_of(click.view))
        client.views_update(view_id=click.view.id, view=view)
    ack()


def keep(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Keep the draft while somebody types; the form is left alone."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    if click.view is not None:
        _keep(click.user, click.view, person, house)
    ack()


def closed(ack: Ack, body: Body, house: House, identity: Identity) -> None:
    """Keep the draft of a form that was closed, where Slack sends along what it held."""
    given = Submission.model_validate(body)
    person = identity.person(given.user)
    if given.view.state.values:
        _keep(given.user, given.view, person, house)
    ack()


def start_anew(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Forget the draft and lay an empty form over the one that holds it.

    Slack keeps what was typed into a form that is drawn anew, so it has to be another one.
    """
    click = Click.model_validate(body)
    person = identity.person(click.user)
    drop_draft(house, person.id)
    client.views_push(trigger_id=click.trigger_id, view=form(house, person, BLANK))
    ack()


def _keep(who: Who, view: OpenView, person: Person, house: House) -> None:
    sent = Submission(user=who, view=view).delivery
    keep_draft(house, person.id, draft_of(view), sent=sent)


def _edited(view: OpenView, client: WebClient, house: House) -> None:
    registry = house.facts().registry
    picked = (registry.find(one) for one in draft_of(view).systems)
    systems = tuple(one for one in picked if one is not None)
    change = show(house, view.target.key).change
    revision = revision_of(change, view.target.revision)
    again = edit_form(change, registry, systems=systems, revision=revision)
    client.views_update(view_id=view.id, view=again)
