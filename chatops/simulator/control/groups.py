"""Somebody edits a user group: Slack tells who came and went, and what the group is now.

Follows https://docs.slack.dev/reference/events/subteam_members_changed and .../subteam_updated
"""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from chatops.simulator.control.acting import Stage
from chatops.simulator.control.events import Happening, happen
from chatops.simulator.inputs import NotPossibleError

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject


class GroupEdit(BaseModel):
    """The group by its id, with all its members from now on, or switched off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: str
    users: tuple[str, ...] | None = None
    disabled: bool = False


def edit(stage: Stage, request: GroupEdit) -> "JsonObject":
    """Change the group and deliver what the app subscribed to; return the last answer."""
    group = stage.workspace.usergroups.get(request.group)
    if group is None:
        raise NotPossibleError(f"There is no user group {request.group}.")
    users = group.users if request.users is None else request.users
    strangers = [one for one in users if stage.workspace.people.find(one) is None]
    if strangers:
        raise NotPossibleError(f"There is no user {', '.join(strangers)}.")
    members: JsonObject = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "added_users": [one for one in users if one not in group.users],
        "removed_users": [one for one in group.users if one not in users],
    }
    changed = members["added_users"] or members["removed_users"]
    subteam = {"id": group.id, "users": list(users), "disabled": request.disabled}
    updated: JsonObject = {"type": "subteam_updated", "subteam": subteam}
    answers = [_told(stage, one) for one in (*([members] if changed else []), updated)]
    return answers[-1]


def _told(stage: Stage, inner: "JsonObject") -> "JsonObject":
    is_heard = inner["type"] in stage.workspace.app.bot_events
    return happen(stage, Happening.model_validate(inner), is_delivered=is_heard)
