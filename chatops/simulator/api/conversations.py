"""conversations.* and users.conversations: channels, their members and their messages.

Follows https://docs.slack.dev/reference/methods/conversations.info and its neighbours.
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call
from chatops.simulator.api.pages import page
from chatops.simulator.api.reach import (
    is_member,
    open_dm,
    readable,
    require_scope,
    scope_for,
    visible,
)
from chatops.simulator.messages import is_public
from chatops.simulator.wire import conversation_object, message_object

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message

_TYPES = {
    "public_channel": ("channel", "channels:read"),
    "private_channel": ("private", "groups:read"),
    "im": ("im", "im:read"),
    "mpim": ("mpim", "mpim:read"),
}


def info(call: Call) -> "JsonObject":
    """Return one conversation."""
    found = visible(call)
    require_scope(call, scope_for(found, "read"))
    return {"channel": conversation_object(call.workspace, found)}


def open_conversation(call: Call) -> "JsonObject":
    """Open the direct message with a person, or return the one that is open."""
    given, workspace = call.arguments, call.workspace
    if given.has("channel"):
        opened, existed = visible(call), True
    else:
        users = [one for one in given.text("users").split(",") if one]
        person = workspace.people.find(users[0]) if len(users) == 1 else None
        if person is None:
            raise ApiError("user_not_found" if len(users) == 1 else "users_not_supported")
        existed = workspace.conversations.dm(person.id) is not None
        opened = open_dm(call, person)
    short: JsonObject = {"id": opened.id}
    long = conversation_object(workspace, opened)
    flags = {"no_op": True, "already_open": True} if existed else {}
    return {"channel": long if given.flag("return_im") else short, **flags}


def _wanted(call: Call) -> "list[Conversation]":
    kinds = set()
    for name in call.arguments.text("types", "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise ApiError("invalid_types")
        kind, scope = _TYPES[name.strip()]
        require_scope(call, scope)
        kinds.add(kind)
    without_archived = call.arguments.flag("exclude_archived")
    return [
        one
        for one in call.workspace.conversations.all()
        if one.kind in kinds
        and (is_member(call, one) or one.kind == "channel")
        and not (without_archived and one.is_archived)
    ]


def list_conversations(call: Call) -> "JsonObject":
    """Return all conversations the bot can know of."""
    part, metadata = page(call.arguments, _wanted(call))
    channels = [conversation_object(call.workspace, one) for one in part]
    return {"channels": channels, "response_metadata": metadata}


def users_conversations(call: Call) -> "JsonObject":
    """Return those conversations the bot, or another user, is in."""
    user = call.arguments.text("user", call.workspace.app.bot_user_id)
    wanted = [one for one in _wanted(call) if user in one.members]
    part, metadata = page(call.arguments, wanted)
    channels = [conversation_object(call.workspace, one) for one in part]
    return {"channels": channels, "response_metadata": metadata}


def members(call: Call) -> "JsonObject":
    """Return who is in a conversation."""
    found = visible(call)
    require_scope(call, scope_for(found, "read"))
    part, metadata = page(call.arguments, list(found.members))
    return {"members": part, "response_metadata": metadata}


def join(call: Call) -> "JsonObject":
    """Make the bot a member of a public channel."""
    found = visible(call)
    if found.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if found.is_archived:
        raise ApiError("is_archived")
    joined = call.workspace.conversations.join(found, call.workspace.app.bot_user_id)
    return {"channel": conversation_object(call.workspace, joined)}


def _moment(call: Call, name: str, default: str) -> float:
    try:
        return float(call.arguments.text(name, "") or default)
    except ValueError as failure:
        raise ApiError(f"invalid_ts_{name}") from failure


def _between(call: Call, messages: "list[Message]") -> "list[Message]":
    oldest = _moment(call, "oldest", "0")
    latest = _moment(call, "latest", "inf")
    if call.arguments.flag("inclusive"):
        return [one for one in messages if oldest <= float(one.ts) <= latest]
    return [one for one in messages if oldest < float(one.ts) < latest]


def _answer(call: Call, messages: "list[Message]") -> "JsonObject":
    part, metadata = page(call.arguments, messages)
    with_metadata = call.arguments.flag("include_all_metadata")
    sent = [message_object(call.workspace, one, with_metadata=with_metadata) for one in part]
    more = bool(metadata["next_cursor"])
    return {"messages": sent, "has_more": more, "response_metadata": metadata}


def history(call: Call) -> "JsonObject":
    """Return what was posted in a conversation, newest first, without replies."""
    found = readable(call, "history")
    posted = [one for one in call.workspace.messages.of(found.id) if is_public(one)]
    heads = [one for one in _between(call, posted) if one.thread_ts is None]
    return {**_answer(call, heads[::-1]), "pin_count": 0}


def replies(call: Call) -> "JsonObject":
    """Return a message and its replies, oldest first."""
    found = readable(call, "history")
    parent = call.workspace.messages.find(found.id, call.arguments.text("ts"))
    if parent is None or not is_public(parent):
        raise ApiError("thread_not_found")
    below = call.workspace.messages.replies(found.id, parent.ts)
    return _answer(call, [parent, *_between(call, below)])
