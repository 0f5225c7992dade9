"""The payloads Slack sends to an app, field by field.

Follows https://docs.slack.dev/reference/interaction-payloads (block_actions, view_submission,
view_closed, shortcut, message_action, block_suggestion),
https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/apis/events-api#event-structure
"""

import secrets
from typing import TYPE_CHECKING

from chatops.simulator.wire import message_object

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.definition import User
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message
    from chatops.simulator.views import View
    from chatops.simulator.workspace import Workspace

_VERIFICATION_TOKEN = "deprecated-verification-token"  # noqa: S105 - sent, and not to be trusted


def _common(workspace: "Workspace", kind: str, user: "User") -> "JsonObject":
    """Return what all interactions carry; an outsider's `user.team_id` is their own team."""
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id or workspace.team.id,
        },
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "token": _VERIFICATION_TOKEN,
    }


def _channel(conversation: "Conversation") -> "JsonObject":
    return {"id": conversation.id, "name": conversation.payload_name}


def slash_command(
    workspace: "Workspace",
    user: "User",
    conversation: "Conversation",
    *,
    line: tuple[str, str],
    response_url: str,
) -> "JsonObject":
    """Return the form fields of a slash command; `line` is the command and the rest."""
    return {
        "token": _VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": conversation.id,
        "channel_name": conversation.payload_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": line[0],
        "text": line[1],
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.triggers.make(user.id),
    }


def from_message(
    workspace: "Workspace", user: "User", conversation: "Conversation", message: "Message"
) -> "JsonObject":
    """Return where on a message something was done; ephemeral messages are not repeated."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.ephemeral_for is not None,
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    typed = {
        block: values
        for (who, ts, block), values in workspace.typed_in_messages.items()
        if (who, ts) == (user.id, message.ts)
    }
    sent = {"container": container, "channel": _channel(conversation), "state": {"values": typed}}
    if message.ephemeral_for is None:
        sent["message"] = message_object(workspace, message)
    return sent


def from_view(workspace: "Workspace", view: "View") -> "JsonObject":
    """Return where in a modal or a home tab something was done."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view.sent(workspace.app, workspace.team.id),
    }


def block_actions(
    workspace: "Workspace", user: "User", source: "JsonObject", action: "JsonObject"
) -> "JsonObject":
    """Return the payload of one action; `source` is from_message or from_view."""
    return {
        **_common(workspace, "block_actions", user),
        "api_app_id": workspace.app.id,
        **source,
        "trigger_id": workspace.triggers.make(user.id),
        "actions": [{**action, "action_ts": workspace.messages.next_ts()}],
    }


def block_suggestion(
    workspace: "Workspace", user: "User", source: "JsonObject", asked: "JsonObject"
) -> "JsonObject":
    """Return the payload that asks for options; `asked` has action_id, block_id and value."""
    common = _common(workspace, "block_suggestion", user)
    return {**common, "api_app_id": workspace.app.id, **source, **asked}


def view_submission(workspace: "Workspace", user: "User", view: "View") -> "JsonObject":
    """Return the payload of a submitted modal."""
    return {
        **_common(workspace, "view_submission", user),
        "api_app_id": workspace.app.id,
        "trigger_id": workspace.triggers.make(user.id),
        "view": view.sent(workspace.app, workspace.team.id),
        "response_urls": [],
    }


def view_closed(
    workspace: "Workspace", user: "User", view: "View", *, is_cleared: bool
) -> "JsonObject":
    """Return the payload of a modal that was closed."""
    return {
        **_common(workspace, "view_closed", user),
        "api_app_id": workspace.app.id,
        "view": view.sent(workspace.app, workspace.team.id),
        "is_cleared": is_cleared,
    }


def shortcut(workspace: "Workspace", user: "User", callback_id: str) -> "JsonObject":
    """Return the payload of a global shortcut."""
    return {
        **_common(workspace, "shortcut", user),
        "action_ts": workspace.messages.next_ts(),
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.make(user.id),
    }


def message_action(
    workspace: "Workspace",
    user: "User",
    callback_id: str,
    conversation: "Conversation",
    message: "Message",
) -> "JsonObject":
    """Return the payload of a message shortcut, without its response_url."""
    return {
        **_common(workspace, "message_action", user),
        "action_ts": workspace.messages.next_ts(),
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.make(user.id),
        "channel": _channel(conversation),
        "message_ts": message.ts,
        "message": message_object(workspace, message),
    }


def event(workspace: "Workspace", inner: "JsonObject") -> "JsonObject":
    """Return the envelope of an event."""
    team, now = workspace.team.id, workspace.clock()
    authorization = {
        "enterprise_id": None,
        "team_id": team,
        "user_id": workspace.app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": _VERIFICATION_TOKEN,
        "team_id": team,
        "api_app_id": workspace.app.id,
        "event": {"event_ts": workspace.messages.next_ts(), **inner},
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(now),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
    }
