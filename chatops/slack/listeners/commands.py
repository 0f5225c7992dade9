"""The slash command: what stands after it, and the answer."""

import html
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from chatops.core.announce import calendar
from chatops.core.people import Person
from chatops.core.refused import Refused
from chatops.slack.identity import Identity
from chatops.slack.listeners import about, away, request
from chatops.slack.listeners.asked import Asked
from chatops.slack.payloads import Click, Command
from chatops.slack.refusals import by_response_url, private
from chatops.slack.views import replies
from chatops.slack.views.blocks import Message
from chatops.slack.views.rows import listing, turn
from chatops.slack.visibility import Visibility
from chatops.usecases.queues import queues
from chatops.usecases.visible import visible

Body = dict[str, Any]

_ESCAPED_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")


def change(
    ack: Ack, body: Body, client: WebClient, identity: Identity, visibility: Visibility
) -> None:
    """Do what `/change ...` asks for."""
    typed = Command.model_validate(body)
    words = _words(typed.text)
    answer = _help(words)
    if answer is None:
        person = identity.person(typed.user)
        asked = Asked(visibility.house, client, identity, visibility, person, typed, words)
        answer = _VERBS[words[0].lower()](asked)
    ack(private(answer) if answer else "")


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


def turn_rows(ack: Ack, body: Body, identity: Identity, visibility: Visibility) -> None:
    """Show a list, or another page of it, in place of what was there."""
    click = Click.model_validate(body)
    person = identity.person(click.user)
    try:
        word, number = turn(click.actions[0].value or "")
    except ValueError as failure:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON) from failure
    message = _listing(word, number, person, visibility)
    by_response_url(click, message, replace=True)
    ack()


def _listing(word: str, number: int, person: Person, visibility: Visibility) -> Message:
    sees = visibility.eyes(person)
    own = person.id if word == "mine" else None
    waiting = person.id if word == "queue" else None
    page = visible(visibility.house, sees, number, requester=own, waiting_for=waiting)
    return listing(word, page, queues(visibility.house) if waiting else ())


def _rows(asked: Asked) -> Message:
    return _listing(asked.words[0].lower(), 1, asked.person, asked.visibility)


def _freeze(asked: Asked) -> Message:
    with asked.house.store.reading() as reading:
        policy = asked.house.in_force(reading).rules()
    return replies.freezes(calendar(policy, asked.house.now()))


_VERBS: dict[str, Callable[[Asked], Message | None]] = {
    "request": request.command,
    "show": about.show,
    "list": _rows,
    "mine": _rows,
    "queue": _rows,
    "ask": about.put_question,
    "cancel": about.cancel,
    "break-glass": about.break_glass,
    "away": away.answer,
    "freeze": _freeze,
}
