"""Bringing an interaction, a command or an event to the app: signed, within three seconds.

Follows https://docs.slack.dev/authentication/verifying-requests-from-slack (HTTP),
https://docs.slack.dev/apis/events-api/using-socket-mode (while a socket is connected, HTTP gets
nothing) and https://docs.slack.dev/apis/events-api#retries
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.sockets import Sockets
    from chatops.simulator.workspace import Workspace

ACK_SECONDS = 3.0

Kind = Literal["slash_commands", "interactive", "events_api"]
Failure = Literal["timeout", "connection", "no_url"]


@dataclass(frozen=True)
class Parcel:
    """What is to be delivered; `answerable` when the app may answer in its acknowledgement."""

    kind: Kind
    payload: "JsonObject"
    answerable: bool = True

    def body(self) -> bytes:
        """Return the HTTP body as Slack writes it for this kind."""
        if self.kind == "events_api":
            return json.dumps(self.payload).encode()
        fields = self.payload if self.kind == "slash_commands" else {"payload": self.text()}
        return urlencode(fields).encode()

    def text(self) -> str:
        """Return the payload as JSON."""
        return json.dumps(self.payload, ensure_ascii=False)


@dataclass(frozen=True)
class Answer:
    """How the app took a delivery; `status` is None by socket and when nothing came back."""

    acknowledged: bool
    ms: int
    status: int | None = None
    body: "JsonObject" = field(default_factory=dict)
    failure: Failure | None = None
    wants_retry: bool = True


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """Return Slack's v0 signature of a request body."""
    base = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Courier:
    """Delivers parcels; `clock` is the one signatures are made and checked by, the real one.

    The app has `patience` seconds to acknowledge, in Slack always three.
    """

    def __init__(
        self,
        workspace: "Workspace",
        sockets: "Sockets",
        clock: "Callable[[], float]" = time.time,
        patience: float = ACK_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._sockets = sockets
        self._clock = clock
        self._patience = patience
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._client = httpx.Client(timeout=patience, limits=limits, trust_env=False)
        self._closed = threading.Event()

    def close(self) -> None:
        """Stop retrying and close connections."""
        self._closed.set()
        self._client.close()

    def deliver(self, parcel: Parcel, copies: int = 1, *, parallel: bool = False) -> list[Answer]:
        """Deliver the very same signed request `copies` times; return an answer for each."""
        send = self._sender(parcel, {})
        if copies == 1 or not parallel:
            return [send() for _ in range(copies)]
        with ThreadPoolExecutor(max_workers=copies) as pool:
            return [one.result() for one in [pool.submit(send) for _ in range(copies)]]

    def deliver_event(self, payload: "JsonObject") -> Answer:
        """Deliver an event; if it is not acknowledged, go on retrying in the background."""
        parcel = Parcel("events_api", payload, answerable=False)
        first = self._sender(parcel, {})()
        if _needs_retry(first) and first.failure != "no_url":
            threading.Thread(target=self._retry, args=(parcel, first), daemon=True).start()
        return first

    def _retry(self, parcel: Parcel, answer: Answer) -> None:
        for number, delay in enumerate(self._workspace.definition.event_retry_delays, start=1):
            if not _needs_retry(answer) or self._closed.wait(delay):
                return
            reason = {"timeout": "http_timeout", "connection": "connection_failed"}.get(
                answer.failure or "", "http_error"
            )
            headers = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
            answer = self._sender(parcel, headers)()

    def _sender(self, parcel: Parcel, headers: "Mapping[str, str]") -> "Callable[[], Answer]":
        if self._sockets.connected():
            envelope = _envelope(parcel, headers)
            return lambda: self._by_socket(envelope)
        url = self._workspace.request_url
        if url is None:
            return lambda: Answer(acknowledged=False, ms=0, failure="no_url")
        body = parcel.body()
        signed = {**self._signed_headers(parcel, body), **headers}
        return lambda: self._by_http(url, body, signed)

    def _signed_headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        timestamp = int(self._clock())
        is_event = parcel.kind == "events_api"
        form = "application/x-www-form-urlencoded"
        return {
            "Content-Type": "application/json" if is_event else form,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": sign(self._workspace.app.signing_secret, timestamp, body),
        }

    def _by_http(self, url: str, body: bytes, headers: "Mapping[str, str]") -> Answer:
        started = time.monotonic()
        try:
            response = self._client.post(url, content=body, headers=dict(headers))
        except httpx.TimeoutException:
            return Answer(acknowledged=False, ms=_ms(started), failure="timeout")
        except (httpx.TransportError, RuntimeError):  # RuntimeError: closed while stopping
            return Answer(acknowledged=False, ms=_ms(started), failure="connection")
        ms = _ms(started)
        late = ms > self._patience * 1000
        return Answer(
            acknowledged=response.is_success and not late,
            ms=ms,
            status=response.status_code,
            body=_body(response),
            failure="timeout" if late else None,
            wants_retry=response.headers.get("x-slack-no-retry") != "1",
        )

    def _by_socket(self, envelope: "JsonObject") -> Answer:
        started = time.monotonic()
        payload = self._sockets.exchange(envelope, self._patience)
        if payload is None:
            return Answer(acknowledged=False, ms=_ms(started), failure="timeout")
        return Answer(acknowledged=True, ms=_ms(started), body=payload)


def _needs_retry(answer: Answer) -> bool:
    return not answer.acknowledged and answer.wants_retry


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _body(response: httpx.Response) -> "JsonObject":
    if not response.content.strip():
        return {}
    try:
        content = response.json()
    except ValueError:
        return {"text": response.text}
    return content if isinstance(content, dict) else {"text": response.text}


def _envelope(parcel: Parcel, headers: "Mapping[str, str]") -> "JsonObject":
    envelope: JsonObject = {
        "envelope_id": secrets.token_hex(16),
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.answerable,
    }
    if parcel.kind == "events_api":
        envelope["retry_attempt"] = int(headers.get("x-slack-retry-num", "0"))
        envelope["retry_reason"] = headers.get("x-slack-retry-reason", "")
    return envelope
