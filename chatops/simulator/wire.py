"""Messages, conversations and user groups as Slack's APIs and payloads write them.

Follows https://docs.slack.dev/reference/events/message, .../objects/conversation-object and
.../objects/usergroup-object
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.definition import UserGroup
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message
    from chatops.simulator.workspace import Workspace


def message_object(
    workspace: "Workspace", message: "Message", *, with_metadata: bool = True
) -> "JsonObject":
    """Return Slack's message object."""
    team = workspace.team.id
    sent: JsonObject = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": team,
    }
    if message.bot_id:
        sent |= {"bot_id": message.bot_id, "app_id": workspace.app.id}
        sent["bot_profile"] = bot_object(workspace) | {"team_id": team}
    if message.blocks:
        sent["blocks"] = list(message.blocks)
    if message.files:
        sent |= {"files": list(message.files), "upload": False}
    if message.edited:
        sent["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata and with_metadata:
        sent["metadata"] = message.metadata
    return sent | _thread_fields(workspace, message)


def _thread_fields(workspace: "Workspace", message: "Message") -> "JsonObject":
    replies = workspace.messages.replies(message.channel, message.ts)
    if replies:
        users = list(dict.fromkeys(one.user for one in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
        }
    return {"thread_ts": message.thread_ts} if message.thread_ts else {}


def bot_object(workspace: "Workspace") -> "JsonObject":
    """Return Slack's bot object of the app."""
    app = workspace.app
    return {
        "id": app.bot_id,
        "deleted": False,
        "name": app.name,
        "updated": 0,
        "app_id": app.id,
        "user_id": app.bot_user_id,
        "icons": {},
    }


def conversation_object(workspace: "Workspace", conversation: "Conversation") -> "JsonObject":
    """Return Slack's conversation object."""
    common = {
        "id": conversation.id,
        "created": 0,
        "is_archived": conversation.is_archived,
        "is_im": conversation.kind == "im",
        "is_mpim": False,
        "is_org_shared": False,
        "context_team_id": workspace.team.id,
    }
    if conversation.kind == "im":
        return {**common, "user": conversation.partner, "is_open": True, "priority": 0}
    topic = {"value": conversation.topic, "creator": "", "last_set": 0}
    return {
        **common,
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel",
        "is_group": conversation.kind == "private",
        "is_private": conversation.kind == "private",
        "is_general": False,
        "is_shared": conversation.is_ext_shared,
        "is_ext_shared": conversation.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": workspace.app.bot_user_id in conversation.members,
        "topic": topic,
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }


def usergroup_object(workspace: "Workspace", group: "UserGroup") -> "JsonObject":
    """Return Slack's user group object, without its members."""
    return {
        "id": group.id,
        "team_id": workspace.team.id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 1 if group.disabled else 0,
        "prefs": {"channels": [], "groups": []},
    }
