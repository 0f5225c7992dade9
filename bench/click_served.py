"""What is measured in `bench.click`, each in a process of its own: the app, a bare Bolt, Slack.

Each process says where it serves, and then answers one request after another until None comes.
"""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import uvicorn
from anyio.to_thread import run_sync
from slack_bolt import Ack, App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from chatops import bootstrap
from chatops.core.draft import Draft
from chatops.core.request import Open
from chatops.demo import run as demo
from chatops.jobs.bell import Bell
from chatops.jobs.sender import Sender
from chatops.simulator.server import running as running_workspace
from chatops.slack.app import build as build_slack
from chatops.slack.connection import Installation
from chatops.slack.courier import SlackCourier
from chatops.slack.door import Door
from chatops.slack.views.card import card
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from chatops.web.app import build as build_web

Address = tuple[str, int]
REQUESTER = "diego"
SENDERS = 4
HOW_MANY = 0


DRAFT = Draft(
    systems=("checkout",),
    environment="production",
    title="Raise the retry limit",
    commit="a" * 40,
    description="Card payments time out under load; the provider asks for more patience.",
    rollback_plan="Revert and deploy again.",
    test_evidence="Load test 418, all green.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """Keys of new changes, and text and blocks of the first one's card."""

    keys: list[str]
    text: str
    blocks: list[dict[str, Any]]


def workspace(pipe: Pipe) -> None:
    """Serve Slack's Web API; while nothing is sent it stands still."""
    definition = demo.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with running_workspace(definition) as slack:
        pipe.send(slack.api_url)
        pipe.recv()


def whole_app(pipe: Pipe, folder: Path, api_url: str, *, sending: bool) -> None:
    """Serve the app; open as many changes as asked for, or say HOW_MANY decisions there are."""
    logging.disable(logging.CRITICAL)
    folder.mkdir(parents=True, exist_ok=True)
    demo.settle(folder, datetime.now(UTC))
    environment = demo.environment_of(demo.definition_of_the_demo(), api_url, folder)
    settings, bell = demo.settings_of(environment), Bell()
    connection = bootstrap.connection_of(settings)
    installation = Installation(connection)
    with ExitStack() as stack:
        house = stack.enter_context(bootstrap.house(settings, wake=bell.ring))
        app = build_slack(house, connection, installation, clock=time.time, monotonic=_seconds)
        door = Door(app, connection.signing_secret, clock=time.time).answer
        url = stack.enter_context(served(build_web(house, slack_endpoint=door)))
        if sending:
            courier = SlackCourier(house, connection, installation, monotonic=_seconds)
            sender = Sender(house, courier, bell, threads=SENDERS)
            sender.start()
            stack.callback(sender.stop)
        pipe.send(url)
        while (wanted := pipe.recv()) is not None:
            pipe.send(_decisions(house) if wanted == HOW_MANY else _opened(house, wanted))


def empty_bolt(pipe: Pipe, api_url: str) -> None:
    """Serve an empty Bolt app, dispatched in threads as ours is.

    Its listener answers who clicked, privately, as ours does, and acknowledges.
    """
    logging.disable(logging.CRITICAL)
    slack = demo.definition_of_the_demo().app
    app = App(
        signing_secret=slack.signing_secret,
        client=WebClient(slack.bot_token, base_url=api_url),
        process_before_response=True,
        token_verification_enabled=False,
    )
    app.action("approve")(_acknowledge)

    async def answer(request: Request) -> Response:
        call = to_bolt_request(request, await request.body())
        return to_starlette_response(await run_sync(app.dispatch, call))

    with served(Starlette(routes=[Route("/slack/events", answer, methods=["POST"])])) as url:
        pipe.send(url)
        pipe.recv()


def _acknowledge(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    place = {"channel": body["channel"]["id"], "user": body["user"]["id"]}
    client.chat_postEphemeral(**place, text="You can undo it.")
    ack()


@contextmanager
def served(app: ASGIApp) -> Iterator[Address]:
    """Serve as the app does, in a thread; give the address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


def _opened(house: House, count: int) -> Opened:
    command = Open(REQUESTER, "slack", DRAFT)
    with ThreadPoolExecutor(16) as several:  # they share commits
        outcomes = [several.submit(open_change, house, command) for _ in range(count)]
    keys = [made.change.key for one in outcomes if (made := one.result())]
    first = show(house, keys[0])
    message = card(first.change, first.verdict, first.facts, house.now())
    return Opened(keys, message.text, message.blocks)


def _decisions(house: House) -> int:
    with house.store.reading() as reading:
        return sum(len(one.decisions) for one in reading.changes(limit=1_000_000))


def _seconds() -> float:
    return time.monotonic()
