"""The slash command and the shortcut that does the same as its first word."""

import html
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.announce import calendar
from chatops.slack.asking import to_break
from chatops.slack.identity import Identity
from chatops.slack.inbox import inbox
from chatops.slack.listeners import away
from chatops.slack.listeners.asked import Asked
from chatops.slack.payloads import Command, Shortcut
from chatops.slack.refusals import private
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message
from chatops.slack.views.card import card
from chatops.slack.views.ids import Target
from chatops.slack.views.request_modal import request_form
from chatops.usecases.house import House
from chatops.usecases.read import show

Body = dict[str, Any]

_ESCAPED_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")


def change(ack: Ack, body: Body, client: WebClient, house: House, identity: Identity) -> None:
    """Do what `/change ...` asks for."""
    typed = Command.model_validate(body)
    words = _words(typed.text)
    answer = _help(words)
    if answer is None:
        person = identity.person(typed.user)
        asked = Asked(house, client, identity, person, typed, words)
        answer = _VERBS[words[0].lower()](asked)
    ack(private(answer) if answer else "")


def request_shortcut(
    ack: Ack, body: Body, client: WebClient, house: House, identity: Identity
) -> None:
    """Open the request form from the shortcut."""
    used = Shortcut.model_validate(body)
    identity.person(used.user)
    client.views_open(trigger_id=used.trigger_id, view=request_form(house.facts().registry))
    ack()


def _words(text: str) -> tuple[str, ...]:
    """Return the words as they were typed: Slack escapes links and the characters &<>."""
    plain = _ESCAPED_LINK.sub(lambda found: found[1], text)
    return tuple(html.unescape(word) for word in plain.split())


def _help(words: tuple[str, ...]) -> Message | None:
    """Return the help text unless the first word is one that we know."""
    verb = words[0].lower() if words else "help"
    if verb in _VERBS:
        return None
    return replies.help_text("" if verb == "help" else words[0])


def _request(asked: Asked) -> None:
    registry = asked.house.facts().registry
    name, link = asked.word(1), asked.word(2)
    if name.startswith(("https://", "http://")):
        name, link = "", name
    systems = tuple(registry.get(one) for one in name.split(",") if one)
    view = request_form(registry, systems=systems, link=link)
    asked.client.views_open(trigger_id=asked.typed.trigger_id, view=view)


def _show(asked: Asked) -> Message:
    key = asked.word(1).upper()
    if not key:
        return replies.note(replies.which_change("show"))
    shown = show(asked.house, key)
    return card(shown.change, shown.verdict, shown.facts, asked.house.now())


def _break_glass(asked: Asked) -> Message | None:
    key = asked.word(1).upper()
    if not key:
        return replies.note(replies.which_change("break-glass"))
    target = Target(key, show(asked.house, key).change.present.number)
    view = to_break(asked.house, target, asked.person)
    asked.client.views_open(trigger_id=asked.typed.trigger_id, view=view)
    return None


def _list(asked: Asked) -> Message:
    mine = inbox(asked.house, asked.person.id)
    return replies.rows("Open changes", mine.every, mine.facts, replies.NOTHING_OPEN)


def _mine(asked: Asked) -> Message:
    mine = inbox(asked.house, asked.person.id)
    return replies.rows("Your changes", mine.own, mine.facts, replies.NOTHING_OWN)


def _queue(asked: Asked) -> Message:
    mine = inbox(asked.house, asked.person.id)
    empty = replies.nothing_waiting(mine.facts)
    return replies.rows("Waiting for you", mine.waiting, mine.facts, empty)


def _freeze(asked: Asked) -> Message:
    with asked.house.store.reading() as reading:
        policy = asked.house.in_force(reading).rules()
    return replies.freezes(calendar(policy, asked.house.now()))


_VERBS: dict[str, Callable[[Asked], Message | None]] = {
    "request": _request,
    "show": _show,
    "list": _list,
    "mine": _mine,
    "queue": _queue,
    "break-glass": _break_glass,
    "away": away.answer,
    "freeze": _freeze,
}
