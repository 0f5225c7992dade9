"""The payloads Slack sends to an app, field by field.

Follows https://docs.slack.dev/reference/interaction-payloads (block_actions, view_submission,
view_closed, shortcut, message_action, block_suggestion),
https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/apis/events-api#event-structure
"""

import secrets
from typing import TYPE_CHECKING

from chatops.simulator.inputs import state_of
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
    """Return what all interactions carry; an outsider's `user.team_id` is their own team.

    Where the app is installed to a whole organisation, `team` is null.
    """
    is_org_wide, place = workspace.app.is_enterprise_install, workspace.team
    team = {"id": place.id, "domain": place.domain, **_enterprise_fields(workspace)}
    enterprise = {"id": place.enterprise_id, "name": place.enterprise_name}
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team_id or workspace.team.id,
        },
        "team": None if is_org_wide else team,
        "enterprise": enterprise if place.enterprise_id else None,
        "is_enterprise_install": is_org_wide,
        "token": _VERIFICATION_TOKEN,
    }


def _enterprise_fields(workspace: "Workspace") -> "JsonObject":
    team = workspace.team
    if team.enterprise_id is None:
        return {}
    return {"enterprise_id": team.enterprise_id, "enterprise_name": team.enterprise_name}


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
        "is_enterprise_install": str(workspace.app.is_enterprise_install).lower(),
        **_enterprise_fields(workspace),
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
    values = state_of(list(message.blocks), typed)
    sent = {"container": container, "channel": _channel(conversation), "state": {"values": values}}
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
    """Return the payload of a modal that was closed; what was typed there is not in it.

    Slack's reference names no values for it, and the payload recorded in Bolt's own tests
    (https://github.com/slackapi/bolt-python, tests/slack_bolt/request/test_request.py) has none.
    """
    return {
        **_common(workspace, "view_closed", user),
        "api_app_id": workspace.app.id,
        "view": view.sent(workspace.app, workspace.team.id) | {"state": {"values": {}}},
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
    """Return the envelope of an event; org-wide, it is authorized for no team in particular."""
    team, now = workspace.team.id, workspace.clock()
    place = workspace.conversations.find(_channel_of(inner))
    is_org_wide, enterprise_id = workspace.app.is_enterprise_install, workspace.team.enterprise_id
    authorization = {
        "enterprise_id": enterprise_id,
        "team_id": None if is_org_wide else team,
        "user_id": workspace.app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": is_org_wide,
    }
    return {
        "token": _VERIFICATION_TOKEN,
        "team_id": team,
        **({"enterprise_id": enterprise_id} if enterprise_id else {}),
        "api_app_id": workspace.app.id,
        "event": {"event_ts": workspace.messages.next_ts(), **inner},
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(now),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(place and place.is_ext_shared),
    }


def _channel_of(inner: "JsonObject") -> str | None:
    named = inner.get("channel")
    return named if isinstance(named, str) else None
