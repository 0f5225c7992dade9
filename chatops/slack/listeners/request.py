"""The request form is opened: by the command, from a shortcut, a message, or App Home."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from chatops.core.draft import Draft
from chatops.core.people import Person
from chatops.core.repository import system_of
from chatops.core.systems import Registry
from chatops.slack.identity import Identity
from chatops.slack.listeners.asked import Asked
from chatops.slack.payloads import Click, Shortcut
from chatops.slack.payloads_message import MessageShortcut
from chatops.slack.views.blocks import View
from chatops.slack.views.ids import SURFACE
from chatops.slack.views.place_fields import in_place
from chatops.slack.views.preview import needed
from chatops.slack.views.request_modal import BLANK, request_form
from chatops.usecases.house import House
from chatops.usecases.kept_draft import kept_draft
from chatops.usecases.preview import preview

Body = dict[str, Any]


def command(asked: Asked) -> None:
    """Open the form for `/change request [system,...] [link]`, in either order."""
    words = asked.words[1:3]
    link = next((one for one in words if one.startswith(("https://", "http://"))), "")
    names = next((one for one in words if one != link), "")
    registry = asked.house.facts().registry
    systems = tuple(registry.get(one).id for one in names.split(",") if one)
    given = _with_system(replace(BLANK, systems=systems, link=link), registry)
    view = _continued(asked.house, asked.person, given)
    asked.client.views_open(trigger_id=asked.typed.trigger_id, view=view)


def shortcut(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form from the global shortcut."""
    used = Shortcut.model_validate(body)
    person = identity.person(used.user)
    client.views_open(trigger_id=used.trigger_id, view=_continued(house, person, BLANK))
    ack()


def pressed(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form from the button in App Home."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    client.views_open(trigger_id=click.trigger_id, view=_continued(house, person, BLANK))
    ack()


def from_message(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form with a message's text and link; the draft that is kept stays where it is."""
    used = MessageShortcut.model_validate(body)
    person = identity.person(used.user)
    facts = house.facts()
    link = used.message.link or _permalink(used, client)
    given = replace(BLANK, description=used.message.plain(facts.directory), link=link)
    view = form(house, person, _with_system(given, facts.registry))
    client.views_open(trigger_id=used.trigger_id, view=view)
    ack()


def form(house: House, person: Person, filled: Draft, *, back_from: datetime | None = None) -> View:
    """Return the request form, filled in so far, with what it will need.

    `back_from` is when a draft that is back was typed.
    """
    facts = house.facts()
    filled = in_place(filled, facts.registry)
    found = preview(house, person.id, filled, SURFACE)
    blocks = needed(found, facts.directory)
    return request_form(facts.registry, filled, back_from=back_from, needed=blocks)


def _continued(house: House, person: Person, given: Draft) -> View:
    """Return the form with the kept draft, if there is one; what is given now goes first."""
    kept = kept_draft(house, person.id)
    if kept is None:
        return form(house, person, given)
    systems, link = given.systems or kept.draft.systems, given.link or kept.draft.link
    merged = replace(kept.draft, systems=systems, link=link)
    return form(house, person, merged, back_from=kept.at)


def _with_system(given: Draft, registry: Registry) -> Draft:
    """Choose the system whose repository the link leads into, unless one is chosen."""
    found = None if given.systems else system_of(given.link, registry)
    return replace(given, systems=(found.id,)) if found else given


def _permalink(used: MessageShortcut, client: WebClient) -> str:
    """Return where the message is; nothing where Slack does not tell us (we are not there)."""
    if used.channel is None:
        return ""
    try:
        found = client.chat_getPermalink(channel=used.channel.id, message_ts=used.message_ts)
    except (SlackApiError, OSError):
        return ""
    return str(found["permalink"])
