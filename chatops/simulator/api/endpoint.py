"""The door of the Web API: token, faults, rate limit, scopes, then the method.

Follows https://docs.slack.dev/apis/web-api/using-the-web-api and .../web-api/rate-limits
"""

import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from chatops.simulator.api.call import ApiError, Arguments, Call
from chatops.simulator.api.routes import ROUTES, Route
from chatops.simulator.dropped import DroppedConnection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatops.simulator.faults import Fault
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.workspace import Workspace


@dataclass(frozen=True)
class Incoming:
    """A request as it came in."""

    method: str
    query: "Mapping[str, str]"
    headers: "Mapping[str, str]"
    body: bytes
    base_url: str


def answer(workspace: "Workspace", incoming: Incoming) -> Response:
    """Answer one call, with the faults that were asked for."""
    fault = workspace.faults.take(incoming.method)
    if fault is None:
        return _performed(workspace, incoming)
    if fault.delay:
        time.sleep(fault.delay)
    if fault.drop_after:
        _performed(workspace, incoming)
        return DroppedConnection()
    return _failed(fault) or _performed(workspace, incoming)


def _failed(fault: "Fault") -> Response | None:
    if fault.retry_after is not None:
        return _rate_limited(fault.retry_after)
    if fault.status is not None:
        return Response(f"HTTP {fault.status}", fault.status)
    return JSONResponse({"ok": False, "error": fault.error}) if fault.error else None


def _rate_limited(seconds: int) -> Response:
    body = {"ok": False, "error": "ratelimited"}
    return JSONResponse(body, 429, headers={"Retry-After": str(seconds)})


def _performed(workspace: "Workspace", incoming: Incoming) -> Response:
    headers = {"x-oauth-scopes": ",".join(workspace.app.scopes)}
    try:
        answered = {"ok": True, **_called(workspace, incoming)}
    except ApiError as refused:
        if refused.code == "ratelimited":
            return _rate_limited(int(refused.fields["retry_after"]))
        answered = {"ok": False, "error": refused.code, **refused.fields}
    return JSONResponse(answered, headers=headers)


def _called(workspace: "Workspace", incoming: Incoming) -> "JsonObject":
    route = ROUTES.get(incoming.method)
    if route is None:
        raise ApiError("unknown_method", req_method=incoming.method)
    content_type = incoming.headers.get("content-type", "")
    arguments = Arguments.read(incoming.query, content_type, incoming.body)
    _check_token(workspace, route, arguments, incoming.headers)
    call = Call(workspace, arguments, incoming.base_url)
    with workspace.lock:
        _check_rate(workspace, route, incoming.method)
        _check_scopes(workspace, route)
        _check_team(workspace, route, arguments)
        with workspace.changing() if route.writes else nullcontext():
            return route.method(call)


def _check_token(
    workspace: "Workspace", route: Route, arguments: Arguments, headers: "Mapping[str, str]"
) -> None:
    if route.public:
        return
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = arguments.text("token", "")
    if not token:
        raise ApiError("not_authed")
    app = workspace.app
    kinds = {app.bot_token: "bot", app.app_token: "app", app.config_token: "config"}
    kind = kinds.get(token)
    if kind is None:
        raise ApiError("invalid_auth")
    if workspace.token_error and kind != "config":
        raise ApiError(workspace.token_error)
    if kind != route.caller:
        raise ApiError("not_allowed_token_type")


def _check_team(workspace: "Workspace", route: Route, arguments: Arguments) -> None:
    """Let an org-wide app name the workspace it means; other apps need not."""
    if not route.per_team or not workspace.app.is_enterprise_install:
        return
    team = arguments.text("team_id", "")
    if not team:
        raise ApiError("missing_argument", arg="team_id")
    if team != workspace.team.id:
        raise ApiError("team_access_not_granted")


def _check_rate(workspace: "Workspace", route: Route, method: str) -> None:
    seconds = workspace.rates.retry_after(method, route.tier)
    if seconds is not None:
        raise ApiError("ratelimited", retry_after=seconds)


def _check_scopes(workspace: "Workspace", route: Route) -> None:
    scopes = workspace.app.scopes
    if route.scopes and not set(route.scopes) & set(scopes):
        needed, provided = ",".join(route.scopes), ",".join(scopes)
        raise ApiError("missing_scope", needed=needed, provided=provided)
