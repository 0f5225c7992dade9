"""What people see when the app is slow, broken or away, and how Slack retries events."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.simulator.bench import Bench, until, web_server
from tests.simulator.kit import CARD


@contextmanager
def answering(
    bench: Bench, status: int, headers: dict[str, str] | None = None
) -> Iterator[list[tuple[dict[str, str], bytes]]]:
    """Let a bare web server be the app; yield headers and body of what it receives."""
    received = []

    async def handle(request: Request) -> Response:
        received.append((dict(request.headers), await request.body()))
        return Response(status_code=status, headers=headers)

    with web_server(Starlette(routes=[Route("/", handle, methods=["POST"])])) as url:
        bench.simulator.workspace.request_url = url
        yield received


def eventually(received: list[tuple[dict[str, str], bytes]], count: int) -> None:
    until(lambda: len(received) >= count)
    time.sleep(0.05)
    assert len(received) == count


@pytest.mark.usefixtures("received")
def test_a_slow_command_has_timed_out_after_three_seconds(bench: Bench) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try slow")
    assert (done["ok"], done["status"]) == (False, None)
    assert done["error"] == '/try failed with the error "operation_timeout"'
    assert 2900 < done["deliveries"][0]["ms"] < 3400


@pytest.mark.usefixtures("received")
def test_a_command_that_crashes(bench: Bench) -> None:
    done = bench.sim("commands", user="U1", channel="C1", text="/try crash")
    assert (done["ok"], done["status"]) == (False, 500)
    assert done["error"] == '/try failed with the error "http_service_error"'


def test_a_command_nobody_handles(bench: Bench) -> None:
    with answering(bench, 404):
        done = bench.sim("commands", user="U1", channel="C1", text="/try x")
    assert done["error"] == '/try failed with the error "http_client_error"'


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9/"])
def test_an_app_that_is_away(bench: Bench, url: str | None) -> None:
    bench.simulator.workspace.request_url = url
    done = bench.sim("commands", user="U1", channel="C1", text="/try x")
    assert (done["ok"], done["status"]) == (False, None)
    assert done["error"] == '/try failed with the error "dispatch_failed"'
    assert done["deliveries"][0]["status"] is None


def test_a_click_that_is_not_taken_leaves_the_card_alone(bench: Bench) -> None:
    ts = bench.client.chat_postMessage(channel="C1", text="vote", blocks=CARD)["ts"]
    with answering(bench, 500):
        done = bench.sim("actions", user="U1", channel="C1", ts=ts, action_id="approve")
    assert (done["ok"], done["status"]) == (False, 500)
    assert done["error"] == "We had some trouble connecting. Try again?"
    assert len(bench.messages()) == 1


def test_what_is_sent_is_signed_with_the_secret_and_the_real_time(bench: Bench) -> None:
    bench.clock.passes(60 * 60 * 24)
    with answering(bench, 200) as received:
        bench.sim("commands", user="U1", channel="C1", text="/try ä & b")
        bench.sim("shortcuts", user="U1", callback_id="anywhere")
        bench.sim("home", user="U1")
    assert len(received) == 3
    for headers, body in received:
        assert SignatureVerifier("s3cret").is_valid_request(body, headers)
        assert not SignatureVerifier("other").is_valid_request(body, headers)
    types = [headers["content-type"] for headers, _ in received]
    form = "application/x-www-form-urlencoded"
    assert types == [form, form, "application/json"]
    assert received[1][1].startswith(b"payload=%7B")


def test_an_event_is_retried_three_times(bench: Bench) -> None:
    with answering(bench, 500) as received:
        done = bench.sim("events", type="user_change", user="U1", title="Director")
        assert (done["ok"], done["status"]) == (False, 500)
        eventually(received, 4)
    numbers = [headers.get("x-slack-retry-num") for headers, _ in received]
    assert numbers == [None, "1", "2", "3"]
    assert received[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({body for _, body in received}) == 1


def test_an_app_can_ask_not_to_be_retried(bench: Bench) -> None:
    with answering(bench, 500, {"x-slack-no-retry": "1"}) as received:
        bench.sim("home", user="U1")
        eventually(received, 1)


def test_a_taken_event_is_not_retried(bench: Bench) -> None:
    with answering(bench, 200) as received:
        bench.sim("home", user="U1")
        eventually(received, 1)


def test_interactions_are_never_retried(bench: Bench) -> None:
    with answering(bench, 500) as received:
        bench.sim("shortcuts", user="U1", callback_id="anywhere")
        eventually(received, 1)
