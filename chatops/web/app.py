"""The web application: the gate and Slack's door in front, the documented API behind them."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from chatops.usecases.house import House
from chatops.web import audit, changes, health, incidents
from chatops.web.answers import GateOut, ProblemOut
from chatops.web.ask import plainly
from chatops.web.gate import Ask, Gate
from chatops.web.metrics import Metrics
from chatops.web.problems import HANDLERS

Endpoint = Callable[[Request], Awaitable[Response]]
DESCRIPTION = (
    "Whether a commit may go to production, and the change requests behind it. "
    "Every call needs a token: `chatops token create NAME`."
)


def build(
    house: House, *, slack_endpoint: Endpoint | None = None, ask: Ask | None = None
) -> Starlette:
    """Return the ASGI application; `slack_endpoint` answers `POST /slack/events`."""
    metrics = Metrics(house)
    gate = Gate(ask or plainly(house), metrics)
    routes: list[BaseRoute] = [Route("/v1/gate", gate.answer, methods=["GET"])]
    if slack_endpoint is not None:
        routes.append(Route("/slack/events", slack_endpoint, methods=["POST"]))
    routes.append(Mount("/", _api(house, metrics)))
    return Starlette(routes=routes, exception_handlers=HANDLERS)


def _api(house: House, metrics: Metrics) -> FastAPI:
    api = FastAPI(
        title="chatops", description=DESCRIPTION, version="1", exception_handlers=HANDLERS
    )
    api.state.house = house
    api.state.metrics = metrics
    api.include_router(changes.router)
    api.include_router(incidents.router)
    api.include_router(audit.router)
    api.include_router(health.router)
    _document_gate(api)
    return api


def _document_gate(api: FastAPI) -> None:
    """Put the gate into OpenAPI through a route that is never reached: the real one is lean."""

    def gate(system: str, environment: str, commit: str) -> Any:
        """Tell whether this commit may go there now; 200 for yes and for no.

        With `state` overridden it is a yes without approval: somebody broke the glass, and it
        opens this once.
        """

    responses: dict[int | str, dict[str, Any]] = {
        status: {"model": ProblemOut} for status in (400, 401)
    }
    responses[503] = {"model": GateOut, "description": "It cannot be told; take it for a no"}
    api.add_api_route("/v1/gate", gate, response_model=GateOut, responses=responses, tags=["gate"])
