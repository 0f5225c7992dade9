"""Who may call the API: bearers of a token (RFC 6750), checked before a body is read."""

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from anyio.to_thread import run_sync
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from chatops.core.refused import Refused
from chatops.store.tokens import Token
from chatops.usecases.token import bearer_of, token_digest

MOST_BYTES = 2_000_000
UNAUTHORIZED = (
    "This needs a token: Authorization: Bearer chatops_... `chatops token create NAME` makes one; "
    "an unknown or revoked one is refused."
)
Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


def digest_of(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return the digest of the bearer token in these raw headers, None where there is none."""
    value = next((value for name, value in headers if name == b"authorization"), b"")
    scheme, _, secret = value.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return None
    return token_digest(secret.strip())


class GuardedRoute(APIRoute):
    """A route for bearers of a token; `request.state` holds the token's name and owner."""

    def get_route_handler(self) -> Endpoint:
        """Return the endpoint behind its checks."""
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            token = await run_sync(_bearer, request)
            request.state.caller, request.state.owner = token.name, token.owner
            _check_size(request)
            return await handler(request)

        return guarded


def _bearer(request: Request) -> Token:
    digest = digest_of(request.headers.raw)
    token = bearer_of(request.app.state.house, digest) if digest else None
    if token is None:
        raise Refused("unauthorized", UNAUTHORIZED)
    return token


def _check_size(request: Request) -> None:
    if request.method in {"GET", "HEAD"}:
        return
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise Refused("length_required", "Send the body with a Content-Length.")
    if len(length) > 9 or int(length) > MOST_BYTES:  # noqa: PLR2004 - digits of a gigabyte
        raise Refused("too_large", f"{MOST_BYTES:,} bytes are the most.")
