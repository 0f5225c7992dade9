"""Events: opening the home tab, and anything else that Slack would tell the app.

Follows https://docs.slack.dev/reference/events
"""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from chatops.simulator import payloads
from chatops.simulator.control.acting import Request, Stage, trouble
from chatops.simulator.definition import User, UserGroup
from chatops.simulator.inputs import NotPossibleError
from chatops.simulator.wire import usergroup_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatops.simulator.json_types import JsonObject


class HomeVisit(Request):
    """A person opens the app's home tab."""


class Happening(BaseModel):
    """An event with any fields besides its type."""

    model_config = ConfigDict(extra="allow", frozen=True)

    type: str


def open_home(stage: Stage, request: HomeVisit) -> "JsonObject":
    """Open App Home, which opens the direct message with the app too."""
    workspace = stage.workspace
    with workspace.changing():
        user = stage.colleague(request.user, "App Home")
        watch = stage.watch(user)
        place = workspace.conversations.open_dm(user.id)
        home = workspace.views.home(user.id)
        inner = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": place.id,
            "tab": "home",
            **({"view": home.sent(workspace.app, workspace.team.id)} if home else {}),
        }
        payload = payloads.event(workspace, inner)
    answers = [stage.courier.deliver_event(payload)]
    return watch.report(answers, trouble(answers))


def happen(stage: Stage, request: Happening, *, is_delivered: bool = True) -> "JsonObject":
    """Apply an event to the workspace where it has an effect there, and deliver it."""
    workspace = stage.workspace
    inner: JsonObject = request.model_dump()
    with workspace.changing():
        effect = _EFFECTS.get(request.type)
        if effect:
            inner = effect(stage, inner)
        payload = payloads.event(workspace, inner)
    answers = [stage.courier.deliver_event(payload)] if is_delivered else []
    return {
        "ok": all(one.acknowledged for one in answers),
        "status": answers[-1].status if answers else None,
        "error": None,
        "seen": {"ephemeral": [], "view": None, "errors": {}, "response": None},
        "deliveries": [{"status": one.status, "ms": one.ms} for one in answers],
    }


def _user_change(stage: Stage, inner: "JsonObject") -> "JsonObject":
    given = inner["user"]
    user_id = given["id"] if isinstance(given, dict) else given
    if stage.workspace.people.find(user_id) is None:
        raise NotPossibleError(f"There is no user {user_id}.")
    changes: dict[str, Any] = {**(given if isinstance(given, dict) else {}), **inner}
    known = {key: changes[key] for key in User.model_fields if key in changes and key != "id"}
    user = stage.workspace.people.change(user_id, **known)
    with_email = "users:read.email" in stage.workspace.app.scopes
    sent = stage.workspace.people.sent(user, with_email=with_email)
    return {"type": inner["type"], "user": sent, "cache_ts": int(stage.workspace.clock())}


def _team_join(stage: Stage, inner: "JsonObject") -> "JsonObject":
    given = inner["user"] if isinstance(inner.get("user"), dict) else {}
    if stage.workspace.people.find(given.get("id")):
        raise NotPossibleError(f"There is a user {given['id']} already.")
    try:
        joined = User.model_validate(given)
    except ValidationError as failure:
        raise NotPossibleError(f"user: {failure.errors()[0]['msg']}") from failure
    stage.workspace.people.add(joined)
    with_email = "users:read.email" in stage.workspace.app.scopes
    return {**inner, "user": stage.workspace.people.sent(joined, with_email=with_email)}


def _members_changed(stage: Stage, inner: "JsonObject") -> "JsonObject":
    group = stage.workspace.usergroups.get(inner.get("subteam_id", ""))
    if group is None:
        raise NotPossibleError(f"There is no user group {inner.get('subteam_id')}.")
    added, removed = inner.get("added_users", []), inner.get("removed_users", [])
    users = [one for one in dict.fromkeys((*group.users, *added)) if one not in removed]
    stage.workspace.usergroups[group.id] = group.model_copy(update={"users": tuple(users)})
    counts = {"added_users_count": len(added), "removed_users_count": len(removed)}
    return {**inner, "team_id": stage.workspace.team.id, **counts}


def _group_updated(stage: Stage, inner: "JsonObject") -> "JsonObject":
    given = inner.get("subteam", {})
    group = stage.workspace.usergroups.get(given.get("id", ""))
    if group is None:
        raise NotPossibleError(f"There is no user group {given.get('id')}.")
    known = {key: given[key] for key in UserGroup.model_fields if key in given}
    changed = UserGroup.model_validate({**group.model_dump(), **known})
    stage.workspace.usergroups[group.id] = changed
    sent = usergroup_object(stage.workspace, changed)
    users = {"users": list(changed.users), "user_count": len(changed.users)}
    return {**inner, "subteam": sent | users}


def _archived(stage: Stage, inner: "JsonObject") -> "JsonObject":
    if not stage.workspace.conversations.archive(inner.get("channel", "")):
        raise NotPossibleError(f"There is no channel {inner.get('channel')}.")
    return inner


def _revoked(stage: Stage, inner: "JsonObject") -> "JsonObject":
    uninstalled = inner["type"] == "app_uninstalled"
    stage.workspace.token_error = "account_inactive" if uninstalled else "token_revoked"
    return inner


_EFFECTS: "dict[str, Callable[[Stage, JsonObject], JsonObject]]" = {
    "team_join": _team_join,
    "user_change": _user_change,
    "subteam_members_changed": _members_changed,
    "subteam_updated": _group_updated,
    "channel_archive": _archived,
    "group_archive": _archived,
    "app_uninstalled": _revoked,
    "tokens_revoked": _revoked,
}
