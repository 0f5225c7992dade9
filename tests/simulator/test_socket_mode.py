"""Socket Mode with slack_bolt's own handler: all without a request URL."""

from collections.abc import Iterator

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.simulator.bench import Bench, until
from tests.simulator.kit import CARD, JSON
from tests.simulator.tiny_app import make_app


@pytest.fixture(scope="module")
def connected(served: Bench) -> Iterator[list[JSON]]:
    received: list[JSON] = []
    client = WebClient(base_url=served.simulator.api_url)
    handler = SocketModeHandler(make_app(served.client, received), "xapp-1", web_client=client)
    handler.connect()  # type: ignore[no-untyped-call]  # slack_bolt has no types here
    until(lambda: served.simulator.sockets.connected() == 1)
    yield received
    handler.close()  # type: ignore[no-untyped-call]  # slack_bolt has no types here
    until(lambda: served.simulator.sockets.connected() == 0)


@pytest.fixture
def bodies(bench: Bench, connected: list[JSON]) -> list[JSON]:
    del bench
    connected.clear()
    return connected


def test_everything_works_without_a_request_url(bench: Bench, bodies: list[JSON]) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try hello")
    assert (done["ok"], done["status"]) == (True, None)
    assert done["seen"]["response"] == {"text": "you said hello"}

    view = bench.sim("commands", user="U1", channel="C1", text="/try modal")["seen"]["view"]
    values = {"why": "bad", "system": "billing"}
    refused = bench.sim("submissions", user="U1", view_id=view["id"], values=values)
    assert refused["seen"]["errors"] == {"why": "Say more."}
    assert bench.sim("submissions", user="U1", view_id=view["id"], values={"why": "ok"})["ok"]

    ts = bench.client.chat_postMessage(channel="C1", text="vote", blocks=CARD)["ts"]
    assert bench.sim("actions", user="U1", channel="C1", ts=ts, action_id="approve")["ok"]
    assert bench.messages()[-1]["text"] == "done"
    assert bench.sim("home", user="U1")["ok"]
    assert bench.state()["home"]["blocks"]
    assert len(bodies) == 7


@pytest.mark.usefixtures("bodies")
def test_many_clicks_at_once(bench: Bench) -> None:
    ts = bench.client.chat_postMessage(channel="C1", text="vote", blocks=CARD)["ts"]
    where = {"user": "U1", "channel": "C1", "ts": ts, "action_id": "approve"}
    done = bench.sim("actions", **where, repeat=3, parallel=True)
    assert (done["ok"], len(done["deliveries"])) == (True, 3)


@pytest.mark.usefixtures("bodies")
def test_the_app_comes_back_after_it_was_told_to_go(bench: Bench) -> None:
    opened = bench.simulator.sockets.opened
    bench.simulator.sockets.disconnect("refresh_requested")
    until(lambda: bench.simulator.sockets.opened > opened)
    until(lambda: bench.simulator.sockets.connected() == 1)
    assert bench.sim("commands", user="U1", channel="C1", text="/try again")["ok"]
