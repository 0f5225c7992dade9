"""Socket Mode: the app's own WebSocket connections, and envelopes that wait for their ack.

Follows https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import json
import random
import threading
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.workspace import Workspace

MAX_CONNECTIONS = 10


@dataclass(eq=False)
class _Connection:
    websocket: WebSocket
    loop: asyncio.AbstractEventLoop


@dataclass
class Sockets:
    """All connections of the app; a payload goes to any one of them. `opened` counts them ever."""

    workspace: "Workspace"
    opened: int = 0
    _connections: list[_Connection] = field(default_factory=list)
    _waiting: "dict[str, list[Future[JsonObject]]]" = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def connected(self) -> int:
        """Return the number of open connections."""
        return len(self._connections)

    def exchange(self, envelope: "JsonObject", seconds: float) -> "JsonObject | None":
        """Send an envelope and return the payload of its ack, or None when none came in time."""
        ack: Future[JsonObject] = Future()
        name = envelope["envelope_id"]
        with self._lock:
            if not self._connections:
                return None
            connection = random.choice(self._connections)  # noqa: S311 - any one will do
            self._waiting.setdefault(name, []).append(ack)
        _send(connection, envelope)
        try:
            return ack.result(seconds)
        except TimeoutError:
            return None
        finally:
            self._forget(name, ack)

    def _forget(self, name: str, ack: "Future[JsonObject]") -> None:
        with self._lock:
            self._waiting[name].remove(ack)
            if not self._waiting[name]:
                del self._waiting[name]

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection that it is about to be replaced, as Slack does every few hours."""
        for one in tuple(self._connections):
            _send(one, {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    async def serve(self, websocket: WebSocket) -> None:
        """Let the app in with its ticket, greet it, and take its acks until it leaves."""
        if not self.workspace.tickets.use(websocket.query_params.get("ticket", "")):
            await websocket.close(1008)
            return
        await websocket.accept()
        if len(self._connections) >= MAX_CONNECTIONS:
            await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await websocket.close()
            return
        connection = _Connection(websocket, asyncio.get_running_loop())
        with self._lock:
            self._connections.append(connection)
            self.opened += 1
        try:
            await websocket.send_json(self._hello())
            while True:
                self._take(await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            with self._lock:
                self._connections.remove(connection)

    def _hello(self) -> "JsonObject":
        return {
            "type": "hello",
            "num_connections": self.connected(),
            "connection_info": {"app_id": self.workspace.app.id},
            "debug_info": {
                "host": "local",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    def _take(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        payload = message.get("payload")
        with self._lock:
            waiting = self._waiting.get(str(message.get("envelope_id")), [])
            first = next((one for one in waiting if not one.done()), None)
            if first:
                first.set_result(payload if isinstance(payload, dict) else {})


def _send(connection: _Connection, message: "JsonObject") -> None:
    async def send() -> None:
        if connection.websocket.application_state == WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect, RuntimeError):  # the app has just left
                await connection.websocket.send_json(message)

    with suppress(RuntimeError):  # the loop has ended: there is no one to send to
        asyncio.run_coroutine_threadsafe(send(), connection.loop)
