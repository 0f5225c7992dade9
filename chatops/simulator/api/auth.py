"""auth.test, api.test and apps.connections.open: who is calling, and Socket Mode's way in.

Follows https://docs.slack.dev/reference/methods/auth.test and apps.connections.open
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject


def api_test(call: Call) -> "JsonObject":
    """Answer with the arguments, or with the error asked for."""
    error = call.arguments.text("error", "")
    if error:
        raise ApiError(error, args=call.arguments.given)
    return {"args": call.arguments.given}


def auth_test(call: Call) -> "JsonObject":
    """Return whose token it is."""
    workspace = call.workspace
    bot = workspace.people.find(workspace.app.bot_user_id)
    return {
        "url": call.base_url,
        "team": workspace.team.name,
        "user": bot.name if bot else "",
        "team_id": workspace.team.id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> "JsonObject":
    """Return a WebSocket address that can be used once."""
    ticket = call.workspace.tickets.make()
    base = call.base_url.replace("http", "ws", 1)
    return {"url": f"{base}socket?ticket={ticket}&app_id={call.workspace.app.id}"}
