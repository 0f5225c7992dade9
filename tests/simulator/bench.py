"""A running workspace with a clock that stands still, short ways to use it, and web servers."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from anyio import to_thread
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chatops.simulator.definition import WorkspaceDefinition
from chatops.simulator.server import Running, running

DEFINITION = WorkspaceDefinition.model_validate(
    {
        "team": {"id": "T1", "name": "Example", "domain": "example"},
        "users": [
            {"id": "U1", "name": "ana", "real_name": "Ana", "email": "ana@example.com"},
            {"id": "U2", "name": "ben", "real_name": "Ben", "email": "ben@example.com"},
            {"id": "U3", "name": "gus", "real_name": "Gus", "is_ultra_restricted": True},
            {"id": "U4", "name": "lea", "real_name": "Lea", "deleted": True},
            {"id": "U5", "name": "rob", "real_name": "Rob", "is_bot": True},
            {"id": "U9", "name": "xen", "real_name": "Xen", "team_id": "T9"},
        ],
        "channels": [
            {
                "id": "C1",
                "name": "general",
                "members": ["U1", "U2", "U9"],
                "bot_is_member": True,
                "is_ext_shared": True,
            },
            {"id": "C2", "name": "empty", "members": ["U1"]},
            {"id": "C3", "name": "old", "bot_is_member": True, "is_archived": True},
            {"id": "G1", "name": "secret", "is_private": True, "members": ["U2"]},
            {
                "id": "G2",
                "name": "owners",
                "is_private": True,
                "members": ["U2"],
                "bot_is_member": True,
            },
        ],
        "usergroups": [{"id": "S1", "name": "Owners", "handle": "owners", "users": ["U1", "U2"]}],
        "app": {
            "id": "A1",
            "name": "Tester",
            "bot_user_id": "U0BOT",
            "bot_id": "B1",
            "bot_token": "xoxb-1",
            "app_token": "xapp-1",
            "signing_secret": "s3cret",
            "scopes": [
                *("chat:write", "commands", "users:read", "users:read.email", "usergroups:read"),
                *("channels:read", "groups:read", "im:read", "im:write", "team:read"),
                *("channels:history", "groups:history", "im:history", "channels:join"),
                "files:write",
            ],
            "commands": [{"command": "/try"}, {"command": "/who", "should_escape": True}],
            "shortcuts": [
                {"callback_id": "anywhere", "type": "global", "name": "Anywhere"},
                {"callback_id": "on_message", "type": "message", "name": "On message"},
            ],
            "bot_events": ["message.channels", "subteam_updated", "subteam_members_changed"],
        },
        "event_retry_delays": [0.01, 0.01, 0.01],
    }
)


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: float = field(default_factory=lambda: float(round(time.time())))  # noqa: TID251 - a start

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


def changed(**fields: Any) -> WorkspaceDefinition:
    """Return the definition with other fields of the app or, by name, of the workspace."""
    whole = DEFINITION.model_dump()
    for name, value in fields.items():
        (whole["app"] if name in whole["app"] else whole)[name] = value
    return WorkspaceDefinition.model_validate(whole)


@dataclass
class Bench:
    """A running workspace with its clock, and short ways to use it."""

    simulator: Running
    clock: Clock
    http: httpx.Client

    @property
    def client(self) -> WebClient:
        return self.as_app("xoxb-1")

    def as_app(self, token: str | None) -> WebClient:
        return WebClient(token=token, base_url=self.simulator.api_url, retry_handlers=[])

    def sim(self, name: str, expect: int = 200, **body: Any) -> dict[str, Any]:
        url = f"{self.simulator.url}/sim/{name}"
        response = self.http.post(url, json=body)
        assert response.status_code == expect, response.text
        return dict(response.json())

    def state(self, user: str | None = "U1") -> dict[str, Any]:
        query = {"user": user} if user else {}
        response = self.http.get(f"{self.simulator.url}/sim/state", params=query)
        return dict(response.raise_for_status().json())

    def messages(self, channel: str = "C1", user: str | None = "U1") -> list[dict[str, Any]]:
        return list(self.state(user)["messages"].get(channel, []))


@contextmanager
def bench_of(definition: WorkspaceDefinition, ack_seconds: float = 3.0) -> Iterator[Bench]:
    clock = Clock()
    with (
        running(definition, clock=clock, ack_seconds=ack_seconds) as simulator,
        httpx.Client(timeout=10, trust_env=False) as http,
    ):
        yield Bench(simulator, clock, http)


def until(condition: Callable[[], bool]) -> None:
    """Wait until something has become true in another thread."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@contextmanager
def listening(app: App) -> Iterator[str]:
    """Run a Bolt app on an HTTP server, off the event loop; yield its request URL."""

    async def handle(request: Request) -> Response:
        incoming = to_bolt_request(request, await request.body())
        return to_starlette_response(await to_thread.run_sync(app.dispatch, incoming))

    with web_server(Starlette(routes=[Route("/slack/events", handle, methods=["POST"])])) as url:
        yield f"{url}/slack/events"


@contextmanager
def web_server(app: Starlette) -> Iterator[str]:
    """Run any web application; yield its address."""
    sock = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    sock.close()
