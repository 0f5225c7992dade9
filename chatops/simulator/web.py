"""The workspace as a web server: Slack's APIs, Socket Mode, the page, and the /sim endpoints."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from chatops.simulator.api.endpoint import Incoming, answer
from chatops.simulator.control.acting import Stage
from chatops.simulator.control.endpoints import perform
from chatops.simulator.control.state import state
from chatops.simulator.delivery import ACK_SECONDS, Courier
from chatops.simulator.inputs import NotPossibleError
from chatops.simulator.respond import answered
from chatops.simulator.sockets import Sockets
from chatops.simulator.workspace import Workspace

if TYPE_CHECKING:
    from chatops.simulator.definition import WorkspaceDefinition

_PAGE = Path(__file__).parent / "page"
_THREADS = 200


class Server:
    """The routes of one workspace.

    Acts of people wait for the app, and the app calls the Web API meanwhile; the two have threads
    of their own, so that they never wait for each other.
    """

    def __init__(self, workspace: Workspace, sockets: Sockets, courier: Courier) -> None:
        self.workspace = workspace
        self.sockets = sockets
        self.courier = courier
        self._people = CapacityLimiter(_THREADS)
        self._calls = CapacityLimiter(_THREADS)

    def routes(self) -> list[Route | Mount | WebSocketRoute]:
        """Return all routes."""
        return [
            Route("/", self.page),
            Mount("/static", StaticFiles(directory=_PAGE / "static", check_dir=False)),
            Route("/api/{method}", self.api, methods=["GET", "POST"]),
            Route("/response/{token}", self.response, methods=["POST"]),
            Route("/upload/{ticket}", self.upload, methods=["POST"]),
            Route("/files/{id}/{name}", self.file),
            Route("/sim/state", self.state),
            Route("/sim/stream", self.stream),
            Route("/sim/{name}", self.sim, methods=["POST"]),
            WebSocketRoute("/socket", self.sockets.serve),
        ]

    async def page(self, _: Request) -> Response:
        """Serve the browser page."""
        return FileResponse(_PAGE / "index.html")

    async def api(self, request: Request) -> Response:
        """Serve a method of the Web API."""
        incoming = Incoming(
            method=request.path_params["method"],
            query=request.query_params,
            headers=request.headers,
            body=await request.body(),
            base_url=str(request.base_url),
        )
        return await to_thread.run_sync(answer, self.workspace, incoming, limiter=self._calls)

    async def response(self, request: Request) -> Response:
        """Serve a response URL."""
        body, token = await request.body(), request.path_params["token"]
        return await to_thread.run_sync(answered, self.workspace, token, body, limiter=self._calls)

    async def upload(self, request: Request) -> Response:
        """Take in the bytes of a file; nobody sees it before it is shared."""
        content, ticket = await request.body(), request.path_params["ticket"]
        with self.workspace.changing():
            refused = self.workspace.files.receive(ticket, content)
        return PlainTextResponse(refused or f"OK - {len(content)}", 400 if refused else 200)

    async def file(self, request: Request) -> Response:
        """Serve a file that was shared, to be kept and never to be run here."""
        found = self.workspace.files.find(request.path_params["id"])
        if found is None or found.content is None or not found.is_shared:
            return PlainTextResponse("No such file.", 404)
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(found.content, media_type=found.mimetype, headers=headers)

    async def state(self, request: Request) -> Response:
        """Serve what a person sees."""
        user = request.query_params.get("user")
        try:
            seen = await to_thread.run_sync(state, self.workspace, user, limiter=self._people)
        except NotPossibleError as refused:
            return JSONResponse({"error": str(refused)}, 404)
        return JSONResponse(seen)

    async def stream(self, _: Request) -> Response:
        """Serve a line for each change."""
        headers = {"Cache-Control": "no-store"}
        changes = self.workspace.changes.stream()
        return StreamingResponse(changes, media_type="text/event-stream", headers=headers)

    async def sim(self, request: Request) -> Response:
        """Let a person act."""
        stage = Stage(self.workspace, self.courier, str(request.base_url))
        name, body = request.path_params["name"], await request.body()
        try:
            seen = await to_thread.run_sync(perform, stage, name, body, limiter=self._people)
        except NotPossibleError as refused:
            return JSONResponse({"error": str(refused)}, 400)
        return JSONResponse(seen)


def create_app(
    definition: "WorkspaceDefinition",
    *,
    clock: Callable[[], float] = time.time,
    wire_clock: Callable[[], float] = time.time,
    ack_seconds: float = ACK_SECONDS,
) -> Starlette:
    """Return the workspace as an ASGI application; its state is `app.state.workspace`.

    `clock` rules everything inside the workspace; `wire_clock` only the timestamps of signatures,
    which Slack's own SDK compares with the real time. Within `ack_seconds` of real time the app has
    to acknowledge; in Slack these are always three.
    """
    workspace = Workspace(definition, clock)
    sockets = Sockets(workspace)
    server = Server(workspace, sockets, Courier(workspace, sockets, wire_clock, ack_seconds))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        server.courier.close()

    app = Starlette(routes=server.routes(), lifespan=lifespan)
    app.state.workspace = workspace
    app.state.sockets = sockets
    return app
