"""A signed click until its acknowledgement, in clicks a second: the whole app to an empty Bolt.

Both answer who clicked with one private message: the workspace's part of it is in both figures.

Every click is one more approval of a change, and at the end as many decisions as clicks have to
be in the database. Both sides are asked over connections that stay open, by one thread, with the
same kind of requests, which were signed before the clock runs. The sender stands still but in
the rows that say otherwise.
"""

import hashlib
import hmac
import itertools
import json
import selectors
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import click_served
from bench.click_served import Address, Opened
from chatops.demo.run import definition_of_the_demo

AIM, ROUNDS, SENDING_ROUNDS = ">= 0.4", 5, 3
CLICKS = {1: (300, 600), 8: (600, 1200)}  # with so many clients: on the app, on the empty Bolt
APPROVERS = ("U01PRIYA", "U01HANNA")
CHANNEL = "C01PAYMENTS"
WARM_UP = 40
WHO, KEY, SERIAL = "WHO0WHO", "KEY0KEY", "SERIAL0SERIAL"  # filled in for each click
_serials = itertools.count()
SLACK = definition_of_the_demo()

Row = tuple[str, float, float, float, str]
Rates = dict[int, list[float]]


def rows() -> list[Row]:
    """Return a row for each number of clients, and the same with the sender carrying cards."""
    with ExitStack() as stack:
        api_url = stack.enter_context(_process(click_served.workspace)).recv()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chatops-bench-")))
        ours, limit = _rates_beside_bolt(api_url, folder / "quiet")
        sending = _rates_sending(api_url, folder / "sending")
    return [
        *(_row(f"click, {_clients(one)}", ours[one], limit[one], AIM) for one in CLICKS),
        *(
            _row(f"click, {_clients(one)}, sender at work", sending[one], limit[one], "")
            for one in CLICKS
        ),
    ]


def _rates_beside_bolt(api_url: str, folder: Path) -> tuple[Rates, Rates]:
    ours: Rates = {one: [] for one in CLICKS}
    limit: Rates = {one: [] for one in CLICKS}
    with _app(api_url, folder, sending=False) as app, _bolt(api_url, app) as bolt:
        for _, (clients, (clicks, on_bolt)) in itertools.product(range(ROUNDS), CLICKS.items()):
            ours[clients].append(app.rate(clients, clicks))
            limit[clients].append(bolt.rate(clients, on_bolt))
    return ours, limit


def _rates_sending(api_url: str, folder: Path) -> Rates:
    rates: Rates = {one: [] for one in CLICKS}
    with _app(api_url, folder, sending=True) as app:
        for _, (clients, (clicks, _)) in itertools.product(range(SENDING_ROUNDS), CLICKS.items()):
            rates[clients].append(app.rate(clients, clicks))
    return rates


def _clients(count: int) -> str:
    return f"{count} client{'s' if count > 1 else ''}, 1/s"


def _row(what: str, ours: list[float], limit: list[float], aim: str) -> Row:
    rate, most = statistics.median(ours), statistics.median(limit)
    return (what, rate, most, rate / most, aim)


class Target:
    """A server, and where the changes come from that are approved there."""

    def __init__(self, address: Address, open_changes: Callable[[int], Opened]) -> None:
        self._address = address
        self._open = open_changes
        self.clicked = 0
        self.rate(1, WARM_UP)

    def rate(self, clients: int, clicks: int) -> float:
        """Return how many clicks are acknowledged in a second."""
        self.opened = self._open(clicks // len(APPROVERS))
        requests = _requests(self.opened)
        self.clicked += len(requests)
        return len(requests) / _seconds(self._address, clients, requests)


@contextmanager
def _app(api_url: str, folder: Path, *, sending: bool) -> Iterator[Target]:
    serve = partial(click_served.whole_app, folder=folder, api_url=api_url, sending=sending)
    with _process(serve) as pipe:

        def ask(count: int) -> Any:
            pipe.send(count)
            return pipe.recv()

        target = Target(pipe.recv(), ask)
        yield target
        recorded = ask(click_served.HOW_MANY)
        assert recorded == target.clicked, f"{target.clicked} clicks, {recorded} decisions"


@contextmanager
def _bolt(api_url: str, app: Target) -> Iterator[Target]:
    """Give the empty Bolt, which is asked about the app's changes: it does not look at them."""

    def opened(count: int) -> Opened:
        return replace(
            app.opened, keys=list(itertools.islice(itertools.cycle(app.opened.keys), count))
        )

    with _process(partial(click_served.empty_bolt, api_url=api_url)) as pipe:
        yield Target(pipe.recv(), opened)


@contextmanager
def _process(serve: Callable[[Pipe], None]) -> Iterator[Pipe]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,))
    process.start()
    theirs.close()
    try:
        yield ours
        ours.send(None)
    finally:
        ours.close()
        process.join()


def _payload(opened: Opened) -> str:
    """Return what Slack sends, to be filled in: who, which button, and the message around it."""
    user = {"id": WHO, "username": WHO, "name": WHO, "team_id": SLACK.team.id}
    ts, key = "1760000000.000100", opened.keys[0]
    message = {
        "type": "message",
        "user": SLACK.app.bot_user_id,
        "bot_id": SLACK.app.bot_id,
        "app_id": SLACK.app.id,
        "ts": ts,
        "text": opened.text,
        "blocks": opened.blocks,
    }
    button = {
        "action_id": "approve",
        "block_id": f"buttons:{key}:1",
        "text": {"type": "plain_text", "text": "Approve", "emoji": False},
        "value": f"{key}:1",
        "style": "primary",
        "type": "button",
        "action_ts": "1760000001.000200",
    }
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": user,
        "api_app_id": SLACK.app.id,
        "token": "deprecated",
        "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL},
        "trigger_id": f"13345224609.738474920.{SERIAL}",
        "team": {"id": SLACK.team.id, "domain": SLACK.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL, "name": "payments"},
        "message": message,
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{SLACK.team.id}/{SERIAL}",
        "actions": [button],
    }
    return json.dumps(payload, separators=(",", ":")).replace(f"{key}:", f"{KEY}:")


def _requests(opened: Opened) -> list[bytes]:
    """Return a click of each approver on each change, signed now."""
    template = urlencode({"payload": _payload(opened)})
    return [
        _signed(
            template.replace(WHO, who)
            .replace(KEY, key)
            .replace(SERIAL, f"{next(_serials):032x}")
            .encode()
        )
        for who, key in itertools.product(APPROVERS, opened.keys)
    ]


def _signed(body: bytes) -> bytes:
    stamp = str(int(time.time()))
    base = b"v0:" + stamp.encode() + b":" + body
    signature = hmac.new(SLACK.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: localhost\r\n"
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _seconds(address: Address, clients: int, requests: list[bytes]) -> float:
    """Send all requests, one at a time on each connection; return how long it took."""
    left, answered = iter(requests), 0
    with ExitStack() as stack, selectors.DefaultSelector() as waiting:
        lines = [stack.enter_context(socket.create_connection(address)) for _ in range(clients)]
        for line in lines:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(line, selectors.EVENT_READ)
        started = time.perf_counter()
        for line in lines:
            line.sendall(next(left))
        while answered < len(requests):
            for ready, _ in waiting.select():
                line = ready.fileobj  # type: ignore[assignment]  # a socket, as registered
                _check(line.recv(65536))
                answered += 1
                line.sendall(next(left, b""))
        return time.perf_counter() - started


def _check(answer: bytes) -> None:
    """An acknowledgement has no body, so its head is all, and comes in one piece."""
    acknowledged = answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"\r\n\r\n")
    assert acknowledged, answer.decode()
