"""Faults on demand, met by Slack's own SDK."""

import time

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench


def post(bench: Bench) -> None:
    bench.client.chat_postMessage(channel="C1", text="x")


def test_an_error_comes_as_often_as_asked_for(bench: Bench) -> None:
    bench.sim("faults", method="chat.postMessage", error="internal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="internal_error"):
            post(bench)
    post(bench)
    assert len(bench.messages()) == 1


def test_a_status_without_an_answer(bench: Bench) -> None:
    bench.sim("faults", method="chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as caught:
        post(bench)
    assert caught.value.response.status_code == 503
    assert bench.messages() == []


def test_being_told_to_wait(bench: Bench) -> None:
    bench.sim("faults", method="chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        post(bench)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"


def test_a_slow_answer(bench: Bench) -> None:
    bench.sim("faults", method="chat.postMessage", delay=0.2)
    started = time.monotonic()
    post(bench)
    assert time.monotonic() - started >= 0.2
    assert len(bench.messages()) == 1


def test_a_broken_connection_leaves_the_caller_in_the_dark(bench: Bench) -> None:
    bench.sim("faults", method="chat.postMessage", drop_after=True)
    with pytest.raises(OSError, match=r"closed connection|reset by peer"):
        post(bench)
    assert len(bench.messages()) == 1


def test_other_methods_are_not_concerned(bench: Bench) -> None:
    bench.sim("faults", method="chat.update", error="internal_error")
    post(bench)


def test_a_reset_forgets_faults_and_everything_else(bench: Bench) -> None:
    post(bench)
    bench.sim("faults", method="chat.postMessage", error="internal_error")
    version = bench.state()["version"]
    assert bench.sim("reset") == {"ok": True}
    assert bench.messages() == []
    assert bench.state()["version"] > version
    post(bench)


def test_a_fault_must_do_something(bench: Bench) -> None:
    assert "name one of" in bench.sim("faults", 400, method="chat.update")["error"]
    assert "times" in bench.sim("faults", 400, method="x", error="y", times=0)["error"]
