"""users.*, usergroups.*, bots.info and team.info: who is there.

Follows https://docs.slack.dev/reference/methods/users.info and its neighbours. Outsiders are known
to users.info when they share a channel with the bot, and are not in users.list.
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call
from chatops.simulator.api.pages import page
from chatops.simulator.wire import bot_object, usergroup_object

if TYPE_CHECKING:
    from chatops.simulator.definition import User
    from chatops.simulator.json_types import JsonObject


def _sent(call: Call, user: "User") -> "JsonObject":
    with_email = "users:read.email" in call.workspace.app.scopes
    sent = call.workspace.people.sent(user, with_email=with_email)
    if call.workspace.people.is_external(user) and not _shares_a_channel(call, user):
        sent["is_stranger"] = True
    return sent


def _shares_a_channel(call: Call, user: "User") -> bool:
    bot = call.workspace.app.bot_user_id
    every = call.workspace.conversations.all()
    return any(user.id in one.members and bot in one.members for one in every)


def users_info(call: Call) -> "JsonObject":
    """Return one user."""
    user = call.workspace.people.find(call.arguments.text("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": _sent(call, user)}


def users_list(call: Call) -> "JsonObject":
    """Return everyone of this workspace, also those who left."""
    people = call.workspace.people
    own = [one for one in people.all() if not people.is_external(one)]
    part, metadata = page(call.arguments, own, default=1000)
    members = [_sent(call, one) for one in part]
    now = int(call.workspace.clock())
    return {"members": members, "cache_ts": now, "response_metadata": metadata}


def users_lookup_by_email(call: Call) -> "JsonObject":
    """Return the active user with an address."""
    user = call.workspace.people.by_email(call.arguments.text("email"))
    if user is None:
        raise ApiError("users_not_found")
    return {"user": _sent(call, user)}


def usergroups_list(call: Call) -> "JsonObject":
    """Return the user groups."""
    given = call.arguments
    groups = call.workspace.usergroups.values()
    shown = [one for one in groups if given.flag("include_disabled") or not one.disabled]
    with_users, with_count = given.flag("include_users"), given.flag("include_count")
    return {
        "usergroups": [
            usergroup_object(call.workspace, one)
            | ({"users": list(one.users)} if with_users else {})
            | ({"user_count": len(one.users)} if with_count else {})
            for one in shown
        ]
    }


def usergroups_users_list(call: Call) -> "JsonObject":
    """Return the members of a user group."""
    found = call.workspace.usergroups.get(call.arguments.text("usergroup"))
    if found is None or (found.disabled and not call.arguments.flag("include_disabled")):
        raise ApiError("no_such_subteam")
    return {"users": list(found.users)}


def bots_info(call: Call) -> "JsonObject":
    """Return the app's bot."""
    app = call.workspace.app
    if call.arguments.text("bot", app.bot_id) != app.bot_id:
        raise ApiError("bot_not_found")
    return {"bot": bot_object(call.workspace)}


def team_info(call: Call) -> "JsonObject":
    """Return the workspace."""
    team = call.workspace.team
    if call.arguments.text("team", team.id) != team.id:
        raise ApiError("team_not_found")
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": call.base_url,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }
