"""Everything a person can see, in one answer: what the page draws and tests read."""

from collections import Counter
from typing import TYPE_CHECKING

from chatops.simulator.inputs import NotPossibleError

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.workspace import Workspace


def state(workspace: "Workspace", user_id: str | None) -> "JsonObject":
    """Return what one person sees, or everything when nobody is named."""
    with workspace.lock:
        user = workspace.people.find(user_id)
        if user_id and user is None:
            raise NotPossibleError(f"There is no user {user_id}.")
        every = workspace.conversations.all()
        visible = [one for one in every if user is None or workspace.sees(user, one)]
        home = workspace.views.home(user_id) if user_id else None
        people = [one for one in workspace.people.all() if one.id != "USLACKBOT"]
        return {
            "version": workspace.changes.version,
            "now": workspace.shown_now() if workspace.extras else None,
            "team": workspace.team.model_dump(),
            "extras": workspace.extras.shown() if workspace.extras else None,
            "app": _app(workspace),
            "users": [workspace.people.shown(one) for one in people],
            "me": user_id,
            "channels": [one.shown(user_id) for one in visible],
            "messages": {one.id: _messages(workspace, one, user_id) for one in visible},
            "views": [one.shown() for one in workspace.views.open_for(user_id)],
            "home": {
                "id": home.id,
                "blocks": home.blocks,
                "hash": home.hash,
                "state": {"values": home.values},
            }
            if home
            else None,
        }


def _app(workspace: "Workspace") -> "JsonObject":
    app = workspace.app
    return {
        "id": app.id,
        "name": app.name,
        "bot_user_id": app.bot_user_id,
        "commands": [one.model_dump() for one in app.commands],
        "shortcuts": [one.model_dump() for one in app.shortcuts],
    }


def _messages(
    workspace: "Workspace", conversation: "Conversation", user_id: str | None
) -> "list[JsonObject]":
    seen = list(workspace.messages.seen_by(user_id, conversation.id))
    counts = Counter(one.thread_ts for one in seen if one.thread_ts)
    return [one.shown(counts[one.ts]) for one in seen]
