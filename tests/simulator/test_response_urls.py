"""Answers to one interaction: replacing, deleting, posting, and how soon that is over."""

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from tests.simulator.bench import Bench
from tests.simulator.kit import CARD, JSON, section


def url_of(bench: Bench, ts: str | None = None, channel: str = "C1") -> WebhookClient:
    token = bench.simulator.workspace.response_urls.make("U1", channel, ts)
    return WebhookClient(f"{bench.simulator.url}/response/{token}", retry_handlers=[])


@pytest.fixture
def card(bench: Bench) -> str:
    return str(bench.client.chat_postMessage(channel="C1", text="vote", blocks=CARD)["ts"])


def test_the_clicked_message_is_replaced(bench: Bench, card: str) -> None:
    sent = url_of(bench, card).send(text="done", replace_original=True)
    assert (sent.status_code, sent.body) == (200, "ok")
    (message,) = bench.messages()
    assert (message["ts"], message["text"], message["blocks"]) == (card, "done", [])


def test_the_clicked_message_is_deleted(bench: Bench, card: str) -> None:
    url_of(bench, card).send(delete_original=True)
    assert bench.messages() == []


def test_an_ephemeral_message_stays_ephemeral(bench: Bench) -> None:
    sent = bench.client.chat_postEphemeral(channel="C1", user="U1", text="psst", blocks=CARD)
    url_of(bench, str(sent["message_ts"])).send(text="done", replace_original=True)
    (message,) = bench.messages()
    assert (message["text"], message["ephemeral_for"]) == ("done", "U1")


def test_other_answers_are_new_messages(bench: Bench, card: str) -> None:
    url = url_of(bench, card)
    url.send(text="only you")
    url.send(text="all", response_type="in_channel")
    assert [one["text"] for one in bench.messages()] == ["vote", "only you", "all"]
    assert [one["text"] for one in bench.messages(user="U2")] == ["vote", "all"]


def test_an_answer_needs_no_membership(bench: Bench) -> None:
    url_of(bench, channel="C2").send(text="all", response_type="in_channel")
    assert len(bench.messages("C2")) == 1


def test_five_answers_are_the_most(bench: Bench) -> None:
    url = url_of(bench)
    for _ in range(5):
        assert url.send(text="x").status_code == 200
        bench.clock.passes(1)
    sixth = url.send(text="x")
    assert (sixth.status_code, sixth.body) == (404, '{"ok":false,"error":"used_url"}')


def test_after_half_an_hour_it_is_over(bench: Bench) -> None:
    url = url_of(bench)
    bench.clock.passes(30 * 60 + 1)
    assert "expired_url" in url.send(text="x").body


def test_answers_are_one_a_second_after_a_burst(bench: Bench) -> None:
    url = url_of(bench)
    codes = [url.send(text="x").status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"mrkdwn": True}, "no_text"),
        ({"text": 5}, "no_text"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
    ],
)
def test_what_is_no_message_is_refused(bench: Bench, body: dict[str, Any], error: str) -> None:
    answer = url_of(bench).send_dict(body)
    assert (answer.status_code, answer.body) == (400, error)
    assert bench.messages() == []


@pytest.mark.parametrize("body", [b"{", b"[]", b""])
def test_what_is_no_json_is_refused(bench: Bench, body: bytes) -> None:
    answer = bench.http.post(url_of(bench).url, content=body)
    assert (answer.status_code, answer.text) == (400, "invalid_payload")


def test_a_real_click_carries_such_a_url(bench: Bench, card: str, received: list[JSON]) -> None:
    bench.sim("actions", user="U1", channel="C1", ts=card, action_id="approve")
    WebhookClient(received[0]["response_url"]).send(text="by url", replace_original=True)
    assert bench.messages()[0]["text"] == "by url"
