"""What an app posts to a response URL, or answers a slash command with.

Follows https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from chatops.simulator.blocks import check_message
from chatops.simulator.inputs import with_ids
from chatops.simulator.rates import RESPONSES
from chatops.simulator.response_urls import ResponseUrlError

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message
    from chatops.simulator.response_urls import ResponseUrl
    from chatops.simulator.workspace import Workspace


class RespondError(Exception):
    """The answer is not a message; the text is Slack's error code."""


def answered(workspace: "Workspace", token: str, body: bytes) -> Response:
    """Take what was posted to the response URL with this token."""
    with workspace.changing():
        seconds = workspace.rates.retry_after(f"response:{token}", RESPONSES)
        if seconds is not None:
            return Response("ratelimited", 429, headers={"Retry-After": str(seconds)})
        try:
            respond(workspace, workspace.response_urls.use(token), _parsed(body))
        except ResponseUrlError as refused:
            return JSONResponse({"ok": False, "error": str(refused)}, 404)
        except RespondError as refused:
            return Response(str(refused), 400)
    return Response("ok")


def _parsed(body: bytes) -> "JsonObject":
    try:
        content = json.loads(body)
    except ValueError as failure:
        raise RespondError("invalid_payload") from failure
    if not isinstance(content, dict):
        raise RespondError("invalid_payload")
    return content


def respond(workspace: "Workspace", url: "ResponseUrl", body: "JsonObject") -> "Message | None":
    """Post, replace or delete as the body says; return the message that is there afterwards."""
    original = workspace.messages.find(url.channel, url.message_ts or "")
    if body.get("delete_original") in {True, "true"}:
        if original:
            workspace.messages.remove(original)
        return None
    text, blocks = _content(body)
    if original and body.get("replace_original") in {True, "true"}:
        edited = None if original.ephemeral_for else workspace.messages.next_ts()
        changed = replace(original, text=text, blocks=tuple(blocks), edited=edited)
        return workspace.messages.put(changed)
    return _posted(workspace, url, body, text, blocks)


def _posted(
    workspace: "Workspace",
    url: "ResponseUrl",
    body: "JsonObject",
    text: str,
    blocks: "list[JsonObject]",
) -> "Message":
    conversation = workspace.conversations.find(url.channel)
    if conversation is None:
        raise RespondError("channel_not_found")
    for_everyone = body.get("response_type") == "in_channel"
    return workspace.post_as_app(
        conversation,
        text,
        blocks,
        thread_ts=body.get("thread_ts"),
        ephemeral_for=None if for_everyone else url.user,
        metadata=body.get("metadata") or None,
    )


def _content(body: "JsonObject") -> "tuple[str, list[JsonObject]]":
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if not isinstance(text, str) or (not text and not blocks):
        raise RespondError("no_text")
    found = check_message(blocks)
    if found:
        raise RespondError(found[0])
    return text, with_ids(blocks)
