"""The door: what may reach Bolt at all. POST /slack/events is open to the whole internet.

Bolt parses a body before it checks the signature, answers some strangers with 500 and logs what
they sent; so the size, the signature and the form of a request are checked here first.
Signatures follow https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import anyio
from anyio.to_thread import run_sync
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

MOST_BYTES = 1_000_000
STALE_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_PARTS = ("user", "team", "enterprise", "view", "container", "channel", "message", "event")
_SSL_CHECK = {"ssl_check", "token"}
_JSON_SIGNS = tuple((f"%{ord(sign):02X}", sign) for sign in '":,{}[]/\\')


class _TurnedAwayError(Exception):
    """The request goes no further; the status says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Door:
    """The ASGI endpoint in front of Bolt; `clock` tells Unix seconds."""

    def __init__(
        self, app: App, signing_secret: str, *, clock: Callable[[], float], threads: int = 32
    ) -> None:
        if not signing_secret.strip():
            raise ValueError("The signing secret is empty, so nobody could be told from Slack.")
        self._app = app
        self._secret = signing_secret.encode()
        self._clock = clock
        self._threads = anyio.CapacityLimiter(threads)

    async def answer(self, request: Request) -> Response:
        """Answer one request; the work is done in a thread, off the event loop."""
        try:
            body = await _body(request)
            if _is_ssl_check(body):
                return Response(status_code=200)
            self._check_signature(body, request.headers)
            call = _bolt_request(body, request.headers)
        except _TurnedAwayError as turned_away:
            return Response(status_code=turned_away.status)
        return to_starlette_response(
            await run_sync(self._app.dispatch, call, limiter=self._threads)
        )

    def _check_signature(self, body: bytes, headers: Mapping[str, str]) -> None:
        timestamp = headers.get("x-slack-request-timestamp", "")
        if not _TIMESTAMP.fullmatch(timestamp):
            raise _TurnedAwayError(401)
        if abs(self._clock() - int(timestamp)) > STALE_SECONDS:
            raise _TurnedAwayError(401)
        signed = b"v0:" + timestamp.encode() + b":" + body
        expected = "v0=" + hmac.new(self._secret, signed, hashlib.sha256).hexdigest()
        given = headers.get("x-slack-signature", "")
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise _TurnedAwayError(401)


async def _body(request: Request) -> bytes:
    """Read no further than the limit, whatever the request says of its own length."""
    length = request.headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:12]) > MOST_BYTES:
        raise _TurnedAwayError(413 if length.isdigit() else 400)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise _TurnedAwayError(413)
    except ClientDisconnect:
        raise _TurnedAwayError(400) from None
    return bytes(body)


def _is_ssl_check(body: bytes) -> bool:
    """Tell whether this is Slack's unsigned test of the certificate, and nothing besides.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    if b"ssl_check=1" not in body[:200] or len(body) > 1000:  # noqa: PLR2004 - two short fields
        return False
    fields = dict(parse_qsl(body.decode("latin-1"), keep_blank_values=True))
    return fields.get("ssl_check") == "1" and set(fields) <= _SSL_CHECK


def _bolt_request(body: bytes, headers: Mapping[str, str]) -> BoltRequest:
    """Return the request for Bolt; whatever Bolt could not parse is turned away."""
    kept = {name: value for name, value in headers.items() if not name.startswith("x-slack-bolt-")}
    try:
        text = body.decode("utf-8")
        parsed = _parsed(text, headers.get("content-type", ""))
        call = BoltRequest(body=parsed, headers=dict(kept), mode="socket_mode")  # takes it parsed
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _TurnedAwayError(400) from None
    call.mode, call.raw_body = "http", text  # so that Bolt checks the signature too
    return call


def _parsed(text: str, content_type: str) -> dict[str, Any]:
    """Return a JSON object, or a form or the one in it; else raise ValueError or TypeError."""
    if content_type.startswith("application/json") or text.startswith("{"):
        return _object(json.loads(text))
    fields = _fields(text)
    if not fields:
        raise ValueError("nothing")
    return _object(json.loads(fields["payload"])) if "payload" in fields else fields


def _fields(form: str) -> dict[str, str]:
    """Return what `parse_qsl` does, in a third of the time where the form holds JSON.

    It decodes one sign after another. Those that are decoded before it here mean nothing in a
    form, nor after a percent sign.
    """
    for code, sign in _JSON_SIGNS:
        form = form.replace(code, sign)
    return dict(parse_qsl(form, keep_blank_values=True, strict_parsing=True))


def _object(parsed: object) -> dict[str, Any]:
    """Raise TypeError for a payload in whose parts Bolt could not look for names."""
    if not isinstance(parsed, dict):
        raise TypeError("not an object")
    if any(not isinstance(parsed.get(part) or {}, dict) for part in _PARTS):
        raise TypeError("a part is not an object")
    return parsed
