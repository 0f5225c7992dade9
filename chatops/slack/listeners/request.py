"""The request form is opened: by the command, from a shortcut, a message, or App Home."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.draft import Draft
from chatops.core.people import Person
from chatops.core.repository import system_of
from chatops.core.systems import Registry
from chatops.slack.channels import Channels
from chatops.slack.identity import Identity
from chatops.slack.listeners.asked import Asked
from chatops.slack.payloads import Click, Shortcut
from chatops.slack.payloads_message import MessageShortcut
from chatops.slack.views.blocks import BUTTON_VALUE, View
from chatops.slack.views.ids import SURFACE
from chatops.slack.views.place_fields import in_place
from chatops.slack.views.preview import needed
from chatops.slack.views.request_modal import BLANK, Back, request_form
from chatops.slack.views.text import width
from chatops.slack.visibility import Visibility
from chatops.usecases.house import House
from chatops.usecases.kept_draft import kept_draft
from chatops.usecases.preview import preview

Body = dict[str, Any]


def command(asked: Asked) -> None:
    """Open the form for `/change request [system,...] [link]`, in either order."""
    given = _given(asked.words[1:3], asked.house.facts().registry)
    view = _continued(asked.house, asked.person, given)
    asked.client.views_open(trigger_id=asked.typed.trigger_id, view=view)


def shortcut(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form from the global shortcut."""
    used = Shortcut.model_validate(body)
    person = identity.person(used.user)
    client.views_open(trigger_id=used.trigger_id, view=_continued(house, person, BLANK))
    ack()


def pressed(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Open the form from the button in App Home, or of an answer."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    client.views_open(trigger_id=click.trigger_id, view=_continued(house, person, BLANK))
    ack()


def from_message(
    ack: Ack, body: Body, client: WebClient, identity: Identity, visibility: Visibility
) -> None:
    """Open the form with a message's text and link; another draft that is kept stays as it is."""
    used = MessageShortcut.model_validate(body)
    person = identity.person(used.user)
    view = _begun(used, person, visibility.house, visibility.channels)
    client.views_open(trigger_id=used.trigger_id, view=view)
    ack()


def anew(house: House, person: Person, words: str, slot: str) -> View:
    """Return the form with nothing but what it was opened with: `words` of the command."""
    given = _given(words.split()[1:3], house.facts().registry)
    return form(house, person, given, slot=slot)


def form(
    house: House, person: Person, filled: Draft, *, slot: str = "", back: Back | None = None
) -> View:
    """Return the request form, filled in so far, with what it will need.

    `slot` is where its draft is kept, and `back` what is told of one that is back.
    """
    facts = house.facts()
    filled = in_place(filled, facts.registry)
    found = preview(house, person.id, filled, SURFACE)
    blocks = needed(found, facts.directory)
    return request_form(facts.registry, filled, slot=slot, back=back, needed=blocks)


def _continued(house: House, person: Person, given: Draft) -> View:
    """Return the form with the kept draft, if there is one; what is given now goes first."""
    kept = kept_draft(house, person.id)
    if kept is None:
        return form(house, person, given)
    systems, link = given.systems or kept.draft.systems, given.link or kept.draft.link
    merged = replace(kept.draft, systems=systems, link=link)
    return form(house, person, merged, back=Back(kept.at, _words(given)))


def _begun(used: MessageShortcut, person: Person, house: House, channels: Channels) -> View:
    """Return the form with what the message says, or as it was left at this very message."""
    facts = house.facts()
    link = used.message.link or _permalink(used, channels)
    text = used.message.plain(facts.directory)
    given = _with_system(replace(BLANK, description=text, link=link), facts.registry)
    kept = kept_draft(house, person.id, used.slot)
    if kept is None:
        return form(house, person, given, slot=used.slot)
    return form(house, person, kept.draft, slot=used.slot, back=Back(kept.at, _words(given)))


def _given(words: Sequence[str], registry: Registry) -> Draft:
    """Return what the command was given: systems, a link, or both."""
    link = next((one for one in words if one.startswith(("https://", "http://"))), "")
    names = next((one for one in words if one != link), "")
    systems = tuple(registry.get(one).id for one in names.split(",") if one)
    return _with_system(replace(BLANK, systems=systems, link=link), registry)


def _words(given: Draft) -> str:
    """Return the command that gives as much; what is too long for a button is left out."""
    systems = f"request {','.join(given.systems)}"
    commands = (f"{systems} {given.link}", systems, "request")
    return next(one for one in commands if width(one) <= BUTTON_VALUE)


def _with_system(given: Draft, registry: Registry) -> Draft:
    """Choose the system whose repository the link leads into, unless one is chosen."""
    found = None if given.systems else system_of(given.link, registry)
    return replace(given, systems=(found.id,)) if found else given


def _permalink(used: MessageShortcut, channels: Channels) -> str:
    return channels.permalink(used.channel.id, used.message_ts) if used.channel else ""
