"""Socket Mode by hand: tickets, envelopes, acks, and how many connections there may be."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.simulator.bench import DEFINITION, Bench, bench_of, until


@pytest.fixture(scope="module")
def served() -> Iterator[Bench]:
    """Run a workspace that is less patient than Slack, so that tests are faster."""
    with bench_of(DEFINITION, ack_seconds=0.5) as one:
        yield one


def ticket(bench: Bench) -> str:
    return str(bench.as_app(None).apps_connections_open(app_token="xapp-1")["url"])


@pytest.fixture
def by_hand(bench: Bench) -> Iterator[ClientConnection]:
    with connect(ticket(bench)) as connection:
        hello = json.loads(connection.recv(3))
        assert (hello["type"], hello["connection_info"]["app_id"]) == ("hello", "A1")
        yield connection
    until(lambda: bench.simulator.sockets.connected() == 0)


def test_an_envelope_is_answered_by_its_id(bench: Bench, by_hand: ClientConnection) -> None:
    bench.simulator.workspace.request_url = "http://127.0.0.1:9/"
    with ThreadPoolExecutor() as pool:
        running = pool.submit(bench.sim, "commands", user="U1", channel="C1", text="/try x")
        envelope = json.loads(by_hand.recv(3))
        by_hand.send("nonsense")
        by_hand.send(json.dumps({"envelope_id": "other"}))
        ack = {"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}
        by_hand.send(json.dumps(ack))
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    assert running.result()["seen"]["response"] == {"text": "hi"}


def test_no_ack_is_a_timeout_and_events_come_again(bench: Bench, by_hand: ClientConnection) -> None:
    done = bench.sim("home", user="U1")
    assert (done["ok"], done["status"]) == (False, None)
    first, again = (json.loads(by_hand.recv(4)) for _ in range(2))
    assert (first["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert again["retry_reason"] == "http_timeout"
    assert first["payload"]["event_id"] == again["payload"]["event_id"]
    by_hand.send(json.dumps({"envelope_id": again["envelope_id"]}))


def test_a_ticket_is_good_once_and_not_for_long(bench: Bench) -> None:
    url = ticket(bench)
    with connect(url) as connection:
        connection.recv(3)
    for wrong in (url, f"{bench.simulator.url.replace('http', 'ws')}/socket"):
        with pytest.raises(InvalidStatus), connect(wrong):
            pass
    late = ticket(bench)
    bench.clock.passes(31)
    with pytest.raises(InvalidStatus), connect(late):
        pass


def test_ten_connections_are_the_most(bench: Bench) -> None:
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(connect(ticket(bench))).recv(3)
        bench.clock.passes(60)
        eleventh = stack.enter_context(connect(ticket(bench)))
        assert json.loads(eleventh.recv(3))["reason"] == "too_many_websockets"
        with pytest.raises(ConnectionClosed):
            eleventh.recv(3)
    until(lambda: bench.simulator.sockets.connected() == 0)


def test_connections_cannot_be_opened_all_the_time(bench: Bench) -> None:
    for _ in range(10):
        ticket(bench)
    with pytest.raises(SlackApiError, match="ratelimited"):
        ticket(bench)
