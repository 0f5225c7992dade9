"""The forms of a request and of an edit while they are filled in: each is kept as a draft.

Nobody asked for that, so where Slack does not let us, nothing is said (see `refusals`): the form
lies before the person with all that they typed.
"""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.people import Person
from chatops.slack.asking import to_edit
from chatops.slack.filled import draft_of
from chatops.slack.identity import Identity
from chatops.slack.listeners.opening import open_view
from chatops.slack.listeners.request import anew, form
from chatops.slack.payloads import Click, OpenView, Submission, Who
from chatops.slack.views.blocks import View
from chatops.slack.views.ids import Form
from chatops.slack.views.request_modal import edit_form, revision_of
from chatops.usecases.drop_draft import drop_draft
from chatops.usecases.house import House
from chatops.usecases.keep_draft import keep_draft
from chatops.usecases.read import show

Body = dict[str, Any]


def fill(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Keep the draft after a choice, and draw the form for what is chosen by now."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    if click.view is not None:
        _keep(click.user, click.view, person, house)
        client.views_update(view_id=click.view.id, view=_drawn(click.view, house, person))
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
    """Forget the draft and lay a form without it over the one that holds it.

    Slack keeps what was typed into a form that is drawn anew, so it has to be another one.
    """
    click = Click.model_validate(body)
    person = identity.person(click.user)
    if click.view is not None:
        drop_draft(house, person.id, click.view.slot)
        open_view(click, client, _undrafted(click, click.view, house, person))
    ack()


def _undrafted(click: Click, view: OpenView, house: House, person: Person) -> View:
    if view.callback_id == Form.EDIT:
        return to_edit(house, view.target, person)
    return anew(house, person, click.actions[0].value or "", view.slot)


def _keep(who: Who, view: OpenView, person: Person, house: House) -> None:
    sent = Submission(user=who, view=view).delivery
    keep_draft(house, person.id, draft_of(view), sent=sent, slot=view.slot)


def _drawn(view: OpenView, house: House, person: Person) -> View:
    """Return the form with what it holds: other systems offer other environments."""
    if view.callback_id != Form.EDIT:
        return form(house, person, draft_of(view), slot=view.slot)
    shown = show(house, view.target.key)
    revision = revision_of(shown.change, view.target.revision)
    return edit_form(shown.change, shown.facts.registry, draft_of(view), revision=revision)
