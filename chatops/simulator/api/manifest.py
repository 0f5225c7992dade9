"""apps.manifest.export: the app's configuration as Slack has it.

Follows https://docs.slack.dev/reference/methods/apps.manifest.export and
https://docs.slack.dev/reference/app-manifest
"""

import re
from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call

if TYPE_CHECKING:
    from chatops.simulator.definition import App
    from chatops.simulator.json_types import JsonObject


def export(call: Call) -> "JsonObject":
    """Return the manifest of the app."""
    app_id = call.arguments.text("app_id")
    if not re.fullmatch(r"A[A-Z0-9]+", app_id):
        raise ApiError("invalid_app_id")
    if app_id != call.workspace.app.id:
        raise ApiError("app_not_found")
    version = {"_metadata": {"major_version": 1, "minor_version": 1}}
    return {"manifest": {**version, **_manifest(call.workspace.app, call.workspace.request_url)}}


def _manifest(app: "App", request_url: str | None) -> "JsonObject":
    if app.manifest is not None:
        return app.manifest
    url = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {"name": app.name},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "bot_user": {"display_name": app.name, "always_online": True},
            "shortcuts": [one.model_dump() for one in app.shortcuts],
            "slash_commands": [one.model_dump() | _at(request_url) for one in app.commands],
        },
        "oauth_config": {"scopes": {"bot": list(app.scopes)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": list(app.bot_events)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": app.is_enterprise_install,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def _at(request_url: str | None) -> "JsonObject":
    return {"url": request_url} if request_url else {}
