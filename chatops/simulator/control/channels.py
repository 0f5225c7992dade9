"""What becomes of a channel: archived, renumbered, deleted, shared, made private, joined and left.

Follows https://docs.slack.dev/reference/events (channel_archive, channel_deleted, channel_left,
channel_id_changed, channel_shared, member_joined_channel, member_left_channel, and so on). The
app hears what it subscribed to, of private channels only while its bot is in them. That it left a
channel itself Slack says by channel_left (https://github.com/slackapi/bolt-js/issues/1847).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chatops.simulator import payloads
from chatops.simulator.control.acting import Stage
from chatops.simulator.conversations import Conversation
from chatops.simulator.inputs import NotPossibleError
from chatops.simulator.json_types import JsonObject

Action = Literal[
    "archive",
    "unarchive",
    "rename_id",
    "delete",
    "share",
    "unshare",
    "private",
    "invite_bot",
    "remove_bot",
    "invite",
    "remove",
]
SOMEBODY = "USLACKBOT"
OTHER_TEAM = "T0OTHER"


class ChannelEdit(BaseModel):
    """What is done to a channel; `new_id` goes with rename_id, `user` with invite and remove."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    channel: str
    action: Action
    new_id: str | None = None
    user: str | None = None


Events = list[JsonObject]
Step = Callable[[Stage, Conversation, ChannelEdit], Events]


def edit(stage: Stage, request: ChannelEdit) -> JsonObject:
    """Do it, tell the app, and return how the app took each event."""
    workspace = stage.workspace
    with workspace.changing():
        found = workspace.conversations.find(request.channel)
        if found is None or found.kind == "im":
            raise NotPossibleError(f"There is no channel {request.channel}.")
        was_in = workspace.app.bot_user_id in found.members
        events = _STEPS[request.action](stage, found, request)
        now = workspace.conversations.find(request.new_id or request.channel)
        is_in = now is not None and workspace.app.bot_user_id in now.members
        heard = found.kind == "channel" or was_in or is_in
        told = [one for one in events if heard and one["type"] in workspace.app.bot_events]
        sent = [payloads.event(workspace, one) for one in told]
    answers = [stage.courier.deliver_event(one) for one in sent]
    return {
        "ok": all(one.acknowledged for one in answers),
        "told": [one["type"] for one in told],
        "deliveries": [{"status": one.status, "ms": one.ms} for one in answers],
    }


def _kind(place: Conversation, what: str) -> str:
    return f"group_{what}" if place.kind == "private" else f"channel_{what}"


def _archive(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    if place.is_archived:
        raise NotPossibleError(f"{place.name} is archived already.")
    stage.workspace.conversations.put(replace(place, is_archived=True))
    return [{"type": _kind(place, "archive"), "channel": place.id, "user": SOMEBODY}]


def _unarchive(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    if not place.is_archived:
        raise NotPossibleError(f"{place.name} is not archived.")
    stage.workspace.conversations.put(replace(place, is_archived=False))
    return [{"type": _kind(place, "unarchive"), "channel": place.id, "user": SOMEBODY}]


def _rename_id(stage: Stage, place: Conversation, request: ChannelEdit) -> Events:
    new = request.new_id
    if not new or stage.workspace.conversations.find(new):
        raise NotPossibleError("Name a new_id that no conversation has.")
    stage.workspace.conversations.forget(place)
    stage.workspace.conversations.put(replace(place, id=new))
    stage.workspace.messages.move(place.id, new)
    return [{"type": "channel_id_changed", "old_channel_id": place.id, "new_channel_id": new}]


def _delete(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    stage.workspace.conversations.forget(place)
    stage.workspace.messages.drop(place.id)
    return [{"type": _kind(place, "deleted"), "channel": place.id}]


def _share(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    stage.workspace.conversations.put(replace(place, is_ext_shared=True))
    return [{"type": "channel_shared", "channel": place.id, "connected_team_id": OTHER_TEAM}]


def _unshare(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    stage.workspace.conversations.put(replace(place, is_ext_shared=False))
    left = {"previously_connected_team_id": OTHER_TEAM, "is_ext_shared": False}
    return [{"type": "channel_unshared", "channel": place.id, **left}]


def _private(stage: Stage, place: Conversation, _: ChannelEdit) -> Events:
    stage.workspace.conversations.put(replace(place, kind="private"))
    return []


def _invite(stage: Stage, place: Conversation, request: ChannelEdit) -> Events:
    user = _named(stage, request)
    if user in place.members or place.is_archived:
        raise NotPossibleError(f"{user} cannot join {place.name}: archived, or in it already.")
    stage.workspace.conversations.join(place, user)
    joined = {"type": "member_joined_channel", "user": user, "channel": place.id}
    return [{**joined, **_where(stage, place), "inviter": SOMEBODY}]


def _remove(stage: Stage, place: Conversation, request: ChannelEdit) -> Events:
    user = _named(stage, request)
    if user not in place.members:
        raise NotPossibleError(f"{user} is not in {place.name}.")
    stage.workspace.conversations.leave(place, user)
    if user == stage.workspace.app.bot_user_id:
        return [{"type": _kind(place, "left"), "channel": place.id, "actor_id": SOMEBODY}]
    left = {"type": "member_left_channel", "user": user, "channel": place.id}
    return [{**left, **_where(stage, place)}]


def _named(stage: Stage, request: ChannelEdit) -> str:
    if request.action in {"invite_bot", "remove_bot"}:
        return stage.workspace.app.bot_user_id
    user = stage.workspace.people.find(request.user)
    if user is None:
        raise NotPossibleError(f"There is no user {request.user}.")
    return user.id


def _where(stage: Stage, place: Conversation) -> JsonObject:
    return {"channel_type": place.id[:1], "team": stage.workspace.team.id}


_STEPS: dict[str, Step] = {
    "archive": _archive,
    "unarchive": _unarchive,
    "rename_id": _rename_id,
    "delete": _delete,
    "share": _share,
    "unshare": _unshare,
    "private": _private,
    "invite_bot": _invite,
    "remove_bot": _remove,
    "invite": _invite,
    "remove": _remove,
}
