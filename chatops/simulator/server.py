"""A workspace that serves: as an ASGI application, or in a thread for as long as a block lasts."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from chatops.simulator.delivery import ACK_SECONDS
from chatops.simulator.web import create_app

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from chatops.simulator.definition import WorkspaceDefinition
    from chatops.simulator.sockets import Sockets
    from chatops.simulator.workspace import Workspace

__all__ = ["Running", "create_app", "running"]

_POLL_SECONDS = 0.005


@dataclass(frozen=True)
class Running:
    """A running workspace; give `api_url` to Slack's SDK as its `base_url`."""

    url: str
    workspace: "Workspace"
    sockets: "Sockets"
    _server: uvicorn.Server
    _thread: threading.Thread

    @property
    def api_url(self) -> str:
        """Return where the Web API is, with the slash at its end that slack_sdk needs."""
        return f"{self.url}/api/"

    def stop(self) -> None:
        """Stop serving; may be called twice."""
        self.workspace.changes.close()
        self._server.should_exit = True
        self._thread.join()


@contextmanager
def running(
    definition: "WorkspaceDefinition",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    clock: Callable[[], float] = time.time,
    wire_clock: Callable[[], float] = time.time,
    ack_seconds: float = ACK_SECONDS,
) -> Iterator[Running]:
    """Run a workspace; port 0 picks a free one."""
    app = create_app(definition, clock=clock, wire_clock=wire_clock, ack_seconds=ack_seconds)
    with socket.create_server((host, port)) as listening:
        server, thread = _started(app, listening)
        url = f"http://{host}:{listening.getsockname()[1]}"
        one = Running(url, app.state.workspace, app.state.sockets, server, thread)
        try:
            yield one
        finally:
            one.stop()


def _started(app: "Starlette", listening: socket.socket) -> tuple[uvicorn.Server, threading.Thread]:
    config = uvicorn.Config(
        app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serve = {"sockets": [listening]}
    thread = threading.Thread(target=server.run, kwargs=serve, name="simulator", daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the workspace did not start; its log says why")
        time.sleep(_POLL_SECONDS)
    return server, thread
