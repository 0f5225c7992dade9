"""chat.*: posting, changing and deleting the app's messages.

Follows https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.delete,
chat.postEphemeral and chat.getPermalink
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call
from chatops.simulator.api.reach import may_write, require_scope, visible, writable
from chatops.simulator.blocks import check_message
from chatops.simulator.inputs import with_ids
from chatops.simulator.messages import is_public
from chatops.simulator.rates import POSTS_PER_CHANNEL
from chatops.simulator.wire import message_object

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message

MAX_UPDATE_TEXT = 4000
MAX_MARKDOWN_TEXT = 12_000
MAX_METADATA = 16_000  # Slack has a limit and does not say which


@dataclass(frozen=True)
class Content:
    """What a message says; None where the caller said nothing about it."""

    text: str
    blocks: "list[JsonObject] | None"
    metadata: "JsonObject | None"


def content_of(call: Call) -> Content:
    """Return the checked content of a call; raise ApiError as Slack does."""
    given = call.arguments
    if given.has("attachments"):
        raise ApiError("invalid_arguments", ["attachments are not known to this workspace"])
    if given.has("markdown_text"):
        return _markdown(call)
    blocks = checked_blocks(given.structure("blocks"))
    metadata = _checked_metadata(given.structure("metadata"))
    return Content(given.text("text", ""), blocks, metadata)


def _markdown(call: Call) -> Content:
    given = call.arguments
    if given.has("text") or given.has("blocks"):
        raise ApiError("markdown_text_conflict")
    text = given.text("markdown_text")
    if len(text) > MAX_MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    blocks = with_ids([{"type": "markdown", "text": text}])
    return Content(text, blocks, _checked_metadata(given.structure("metadata")))


def checked_blocks(blocks: object) -> "list[JsonObject] | None":
    """Return blocks with ids; raise ApiError when they are invalid."""
    if blocks is None:
        return None
    found = check_message(blocks)
    if found:
        raise ApiError(*found)
    return with_ids(blocks)  # type: ignore[arg-type]  # the check has proven the shape


def _checked_metadata(metadata: object) -> "JsonObject | None":
    if metadata is None or metadata == {}:
        return {} if metadata == {} else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if len(str(metadata)) > MAX_METADATA:
        raise ApiError("metadata_too_large")
    return metadata


def post_message(call: Call) -> "JsonObject":
    """Post to a channel, a thread, or a person's direct message."""
    if any(call.arguments.has(one) for one in ("username", "icon_emoji", "icon_url")):
        require_scope(call, "chat:write.customize")
    conversation = writable(call)
    content = content_of(call)
    if not content.text and not content.blocks:
        raise ApiError("no_text")
    _wait_for_turn(call, conversation)
    message = call.workspace.post_as_app(
        conversation,
        content.text,
        content.blocks or [],
        thread_ts=thread_of(call, conversation),
        metadata=content.metadata or None,
    )
    sent = message_object(call.workspace, message)
    return {"channel": conversation.id, "ts": message.ts, "message": sent}


def _wait_for_turn(call: Call, conversation: "Conversation") -> None:
    key = f"chat.postMessage:{conversation.id}"
    seconds = call.workspace.rates.retry_after(key, POSTS_PER_CHANNEL)
    if seconds is not None:
        raise ApiError("ratelimited", retry_after=seconds)


def thread_of(call: Call, conversation: "Conversation") -> str | None:
    """Return the parent of the thread that is named, if one is."""
    name = call.arguments.text("thread_ts", "")
    if not name:
        return None
    if not re.fullmatch(r"\d+\.\d{6}", name):
        raise ApiError("invalid_thread_ts", [f"{name} is not a valid thread_ts"])
    parent = call.workspace.messages.find(conversation.id, name)
    if parent is None or not is_public(parent):
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def post_ephemeral(call: Call) -> "JsonObject":
    """Post what only one member of the channel sees, until they reload."""
    if call.workspace.people.find(call.arguments.text("channel")):
        raise ApiError("channel_not_found")
    conversation = writable(call)
    user = call.arguments.text("user")
    if user not in conversation.members:
        raise ApiError("user_not_in_channel")
    content = content_of(call)
    if not content.text and not content.blocks:
        raise ApiError("no_text")
    message = call.workspace.post_as_app(
        conversation,
        content.text,
        content.blocks or [],
        thread_ts=thread_of(call, conversation),
        ephemeral_for=user,
    )
    return {"message_ts": message.ts}


def _own(call: Call, refusal: str) -> "Message":
    conversation = visible(call)
    found = call.workspace.messages.find(conversation.id, call.arguments.text("ts"))
    if found is None or not is_public(found):
        raise ApiError("message_not_found")
    if found.bot_id != call.workspace.app.bot_id:
        raise ApiError(refusal)
    may_write(call, conversation)
    return found


def update(call: Call) -> "JsonObject":
    """Change a message; text without blocks removes the blocks, metadata stays unless given."""
    message = _own(call, "cant_update_message")
    window = call.workspace.definition.edit_window_seconds
    if window is not None and call.workspace.clock() - float(message.ts) > window:
        raise ApiError("edit_window_closed")
    content = content_of(call)
    if len(content.text) > MAX_UPDATE_TEXT:
        raise ApiError("msg_too_long")
    if not content.text and content.blocks is None and content.metadata is None:
        raise ApiError("no_text")
    says_something = bool(content.text) or content.blocks is not None
    changed = replace(
        message,
        text=content.text if says_something else message.text,
        blocks=tuple(content.blocks or []) if says_something else message.blocks,
        metadata=message.metadata if content.metadata is None else content.metadata,
        edited=call.workspace.messages.next_ts(),
    )
    call.workspace.messages.put(changed)
    sent = message_object(call.workspace, changed)
    return {"channel": message.channel, "ts": message.ts, "text": changed.text, "message": sent}


def delete(call: Call) -> "JsonObject":
    """Delete one of the app's messages."""
    message = _own(call, "cant_delete_message")
    call.workspace.messages.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> "JsonObject":
    """Return the address of a message."""
    conversation = visible(call)
    name = call.arguments.text("message_ts")
    message = call.workspace.messages.find(conversation.id, name)
    if message is None:
        raise ApiError("message_not_found")
    thread = f"?thread_ts={message.thread_ts}&cid={conversation.id}" if message.thread_ts else ""
    path = f"archives/{conversation.id}/p{message.ts.replace('.', '')}{thread}"
    return {"channel": conversation.id, "permalink": f"{call.base_url}{path}"}
