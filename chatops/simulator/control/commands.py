"""Typing: slash commands and plain messages, and using shortcuts.

Follows https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/interactivity/implementing-shortcuts
"""

import html
import re
from typing import TYPE_CHECKING

from chatops.simulator import payloads
from chatops.simulator.control.acting import Repeatable, Request, Stage, Watch, trouble
from chatops.simulator.delivery import Parcel
from chatops.simulator.inputs import NotPossibleError
from chatops.simulator.messages import Message, is_public
from chatops.simulator.respond import RespondError, respond
from chatops.simulator.response_urls import ResponseUrl
from chatops.simulator.wire import message_object

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.definition import Command, User
    from chatops.simulator.delivery import Answer
    from chatops.simulator.json_types import JsonObject

_ADDRESS = re.compile(r"https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"*_~`]")


class Typed(Repeatable):
    """A line that begins with a slash, typed in a conversation."""

    channel: str
    text: str


class Said(Request):
    """A plain message, perhaps in a thread."""

    channel: str
    text: str
    thread_ts: str | None = None


class ShortcutUse(Repeatable):
    """A global shortcut, or one on a message."""

    callback_id: str
    channel: str | None = None
    ts: str | None = None


def _member_place(stage: Stage, user: "User", channel: str) -> "Conversation":
    found = stage.conversation(user, channel)
    if user.id not in found.members:
        raise NotPossibleError(f"{user.real_name} has not joined {found.name}.")
    if found.is_archived:
        raise NotPossibleError(f"{found.name} is archived.")
    return found


def _escaped(stage: Stage, command: "Command", text: str) -> str:
    if not command.should_escape:
        return text
    people = {one.name: f"<@{one.id}|{one.name}>" for one in stage.workspace.people.all()}
    places = {one.name: f"<#{one.id}|{one.name}>" for one in stage.workspace.conversations.all()}
    text = re.sub(r"@([\w.-]+)", lambda found: people.get(found[1], found[0]), text)
    return re.sub(r"#([\w-]+)", lambda found: places.get(found[1], found[0]), text)


def command(stage: Stage, request: Typed) -> "JsonObject":
    """Run a slash command; what the app answers in its ack becomes a message."""
    name, _, text = request.text.strip().partition(" ")
    with stage.workspace.changing():
        user = stage.colleague(request.user, "slash commands")
        place = _member_place(stage, user, request.channel)
        known = next((one for one in stage.workspace.app.commands if one.command == name), None)
        if known is None:
            raise NotPossibleError(f"{name} is not a valid command.")
        watch = stage.watch(user)
        url = stage.response_url(user, place.id)
        line = (name, _escaped(stage, known, text.strip()))
        payload = payloads.slash_command(stage.workspace, user, place, line=line, response_url=url)
    parcel = Parcel("slash_commands", payload)
    answers = stage.courier.deliver(parcel, request.repeat, parallel=request.parallel)
    error = next((_failure(one) for one in answers if not one.acknowledged), None)
    said = f'{name} failed with the error "{error}"' if error else None
    return _answered(stage, watch, answers, place, said)


def _answered(
    stage: Stage, watch: Watch, answers: "list[Answer]", place: "Conversation", error: str | None
) -> "JsonObject":
    bodies = [one.body for one in answers if one.acknowledged and one.body]
    with stage.workspace.changing():
        for body in bodies:
            target = ResponseUrl(watch.user, place.id, None, stage.workspace.clock())
            try:
                respond(stage.workspace, target, body)
            except RespondError as refused:
                error = error or f'the command failed with the error "{refused}"'
    return watch.report(answers, error, response=bodies[0] if bodies else None)


def _failure(answer: "Answer") -> str:
    if answer.failure == "timeout":
        return "operation_timeout"
    if answer.status is None:
        return "dispatch_failed"
    return "http_client_error" if answer.status in range(400, 500) else "http_service_error"


def say(stage: Stage, request: Said) -> "JsonObject":
    """Write a plain message; the app hears of it if it subscribed to that kind of message."""
    workspace = stage.workspace
    with workspace.changing():
        user = stage.person(request.user)
        place = _member_place(stage, user, request.channel)
        watch = stage.watch(user)
        parent = request.thread_ts and stage.message(user, place.id, request.thread_ts)
        if parent and not is_public(parent):
            raise NotPossibleError("Nobody can reply to a message that only they see.")
        thread = (parent.thread_ts or parent.ts) if parent else None
        text = _as_sent(request.text)
        ts = workspace.messages.next_ts()
        message = workspace.messages.put(Message(ts, place.id, user.id, text, thread_ts=thread))
        inner = message_object(workspace, message)
    names = {"channel": "message.channels", "private": "message.groups", "im": "message.im"}
    hears = workspace.app.bot_user_id in place.members
    if not hears or names[place.kind] not in workspace.app.bot_events:
        return watch.report([])
    kind = {"channel": "channel", "private": "group", "im": "im"}[place.kind]
    heard = {**inner, "channel": place.id, "channel_type": kind}
    return watch.report([stage.courier.deliver_event(payloads.event(workspace, heard))])


def _as_sent(text: str) -> str:
    """Return what Slack makes of typed text: `&<>` escaped, addresses in angle brackets.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    return _ADDRESS.sub(r"<\g<0>>", html.escape(text, quote=False))


def use_shortcut(stage: Stage, request: ShortcutUse) -> "JsonObject":
    """Use a shortcut of the app."""
    with stage.workspace.changing():
        user = stage.colleague(request.user, "shortcuts")
        watch = stage.watch(user)
        payload = _shortcut_payload(stage, user, request)
    parcel = Parcel("interactive", payload, answerable=False)
    answers = stage.courier.deliver(parcel, request.repeat, parallel=request.parallel)
    return watch.report(answers, trouble(answers))


def _shortcut_payload(stage: Stage, user: "User", request: ShortcutUse) -> "JsonObject":
    known = stage.workspace.app.shortcuts
    found = next((one for one in known if one.callback_id == request.callback_id), None)
    if found is None:
        raise NotPossibleError(f"The app has no shortcut {request.callback_id!r}.")
    if found.type == "global":
        return payloads.shortcut(stage.workspace, user, found.callback_id)
    if not request.channel or not request.ts:
        raise NotPossibleError("A message shortcut is used on a message: name channel and ts.")
    message = stage.message(user, request.channel, request.ts)
    if not is_public(message):
        raise NotPossibleError("A message that only one person sees has no shortcuts.")
    place = stage.conversation(user, request.channel)
    name = found.callback_id
    sent = payloads.message_action(stage.workspace, user, name, place, message)
    return {**sent, "response_url": stage.response_url(user, place.id, message.ts)}
