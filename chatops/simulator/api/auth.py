"""auth.*, api.test and apps.connections.open: who is calling, and Socket Mode's way in.

Follows https://docs.slack.dev/reference/methods/auth.test and apps.connections.open
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call
from chatops.simulator.api.pages import page

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject


def api_test(call: Call) -> "JsonObject":
    """Answer with the arguments, or with the error asked for."""
    error = call.arguments.text("error", "")
    if error:
        raise ApiError(error, args=call.arguments.given)
    return {"args": call.arguments.given}


def auth_test(call: Call) -> "JsonObject":
    """Return whose token it is; an org-wide one has no workspace of its own."""
    app, team = call.workspace.app, call.workspace.team
    bot = call.workspace.people.find(app.bot_user_id)
    is_org_wide = app.is_enterprise_install
    return {
        "url": call.base_url,
        "team": team.enterprise_name if is_org_wide else team.name,
        "user": bot.name if bot else "",
        "team_id": app.org_team_id if is_org_wide else team.id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": is_org_wide,
        **({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
    }


def teams_list(call: Call) -> "JsonObject":
    """Return the workspaces that have the app."""
    team = call.workspace.team
    every = [{"id": team.id, "name": team.name}]
    every += ({"id": one, "name": one} for one in team.others)
    part, metadata = page(call.arguments, every)
    return {"teams": part, "response_metadata": metadata}


def connections_open(call: Call) -> "JsonObject":
    """Return a WebSocket address that can be used once."""
    ticket = call.workspace.tickets.make()
    base = call.base_url.replace("http", "ws", 1)
    return {"url": f"{base}socket?ticket={ticket}&app_id={call.workspace.app.id}"}
