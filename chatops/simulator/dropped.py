"""A response that never comes: the connection breaks after the work was done.

A caller then cannot know whether its call had an effect, as when a network fails in the middle.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class DroppedConnection(Response):
    """Closes the connection without an answer where the server lets us, else half-way through."""

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Break the connection; uvicorn's `receive` belongs to an object that knows the socket."""
        del scope
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            headers = [(b"content-length", b"1000")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass
