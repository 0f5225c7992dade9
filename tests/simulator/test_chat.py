"""chat.*: posting, changing and deleting, and every refusal on the way."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench, bench_of, changed
from tests.simulator.kit import CARD, section


def refusal(bench: Bench, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


@pytest.fixture
def card(bench: Bench) -> str:
    metadata = {"event_type": "card", "event_payload": {"id": 1}}
    sent = bench.client.chat_postMessage(
        channel="C1", text="vote", blocks=CARD, metadata=metadata, unfurl_links=False, mrkdwn=True
    )
    return str(sent["ts"])


def test_a_posted_message_is_there_for_everyone(bench: Bench, card: str) -> None:
    (message,) = bench.messages(user="U9")
    assert (message["ts"], message["text"], message["bot"]) == (card, "vote", True)
    assert message["blocks"][0]["block_id"] == "votes"
    assert message["metadata"]["event_payload"] == {"id": 1}


def test_blocks_without_ids_get_some(bench: Bench) -> None:
    bench.client.chat_postMessage(channel="C1", text="x", blocks=[section()])
    assert bench.messages()[0]["blocks"][0]["block_id"]


def test_a_user_id_means_their_direct_message(bench: Bench) -> None:
    sent = bench.client.chat_postMessage(channel="U1", text="psst")
    assert sent["channel"] == "D1"
    (channel,) = [one for one in bench.state()["channels"] if one["kind"] == "im"]
    assert (channel["id"], channel["with"]) == ("D1", "U0BOT")
    assert [one["text"] for one in bench.messages("D1")] == ["psst"]
    assert bench.messages("D1", "U2") == []
    bench.client.chat_update(channel="D1", ts=str(sent["ts"]), text="changed")
    assert refusal(bench, "chat.update", channel="U1", ts=sent["ts"], text="x") == (
        "channel_not_found"
    )


def test_a_reply_is_in_its_thread(bench: Bench, card: str) -> None:
    first = bench.client.chat_postMessage(channel="C1", text="1", thread_ts=card)
    again = bench.client.chat_postMessage(channel="C1", text="2", thread_ts=str(first["ts"]))
    parent, *replies = bench.messages()
    assert parent["reply_count"] == 2
    assert [one["thread_ts"] for one in replies] == [card, card]
    assert again["message"]["thread_ts"] == card


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C2", "text": "x"}, "not_in_channel"),
        ({"channel": "C3", "text": "x"}, "is_archived"),
        ({"channel": "G1", "text": "x"}, "channel_not_found"),
        ({"channel": "C0", "text": "x"}, "channel_not_found"),
        ({"channel": "U4", "text": "x"}, "channel_not_found"),
        ({"channel": "U5", "text": "x"}, "cannot_dm_bot"),
        ({"channel": "U9", "text": "x"}, "channel_not_found"),
        ({"channel": "C1"}, "no_text"),
        ({"channel": "C1", "text": ""}, "no_text"),
        ({"text": "x"}, "invalid_arguments"),
        ({"channel": "C1", "text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"channel": "C1", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"channel": "C1", "text": "x", "thread_ts": "0"}, "invalid_thread_ts"),
        ({"channel": "C1", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "C1", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        (
            {
                "channel": "C1",
                "text": "x",
                "metadata": {"event_type": "t", "event_payload": {"a": "x" * 20_000}},
            },
            "metadata_too_large",
        ),
        ({"channel": "C1", "text": "x", "username": "me"}, "missing_scope"),
        ({"channel": "C1", "text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        ({"channel": "C1", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "C1", "text": "x", "attachments": [{}]}, "invalid_arguments"),
    ],
)
def test_what_cannot_be_posted(bench: Bench, arguments: dict[str, Any], error: str) -> None:
    assert refusal(bench, "chat.postMessage", **arguments) == error
    assert bench.messages() == []


def test_invalid_blocks_are_named_like_slack_names_them(bench: Bench) -> None:
    with pytest.raises(SlackApiError) as caught:
        bench.client.chat_postMessage(channel="C1", text="x", blocks=[section("")])
    sentence = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["errors"] == [sentence]
    assert caught.value.response["response_metadata"]["messages"] == [f"[ERROR] {sentence}"]


def test_long_text_is_cut(bench: Bench) -> None:
    bench.client.chat_postMessage(channel="C1", text="x" * 40_001)
    assert len(bench.messages()[0]["text"]) == 40_000


def test_markdown_text_is_posted(bench: Bench) -> None:
    bench.client.chat_postMessage(channel="C1", markdown_text="**hello**")
    assert bench.messages()[0]["blocks"][0]["type"] == "markdown"


def test_a_public_channel_can_be_written_to_with_a_scope_for_it() -> None:
    with bench_of(changed(scopes=["chat:write", "chat:write.public"])) as bench:
        bench.client.chat_postMessage(channel="C2", text="x")
        assert len(bench.messages("C2")) == 1


def test_updating_with_text_only_removes_the_blocks_and_keeps_metadata(
    bench: Bench, card: str
) -> None:
    bench.client.chat_update(channel="C1", ts=card, text="done")
    (message,) = bench.messages()
    assert (message["text"], message["blocks"], message["edited"]) == ("done", [], True)
    assert message["metadata"]["event_type"] == "card"


def test_empty_metadata_removes_it(bench: Bench, card: str) -> None:
    bench.client.chat_update(channel="C1", ts=card, text="x", metadata={})
    assert "metadata" not in bench.messages()[0]


def test_metadata_can_be_changed_on_its_own(bench: Bench, card: str) -> None:
    metadata = {"event_type": "card", "event_payload": {"id": 2}}
    bench.client.api_call("chat.update", json={"channel": "C1", "ts": card, "metadata": metadata})
    (message,) = bench.messages()
    assert (message["text"], len(message["blocks"])) == ("vote", 1)
    assert message["metadata"]["event_payload"] == {"id": 2}


def test_updating_with_blocks_replaces_them(bench: Bench, card: str) -> None:
    bench.client.chat_update(channel="C1", ts=card, text="new", blocks=[section("new")])
    assert bench.messages()[0]["blocks"][0]["text"]["text"] == "new"


def test_what_cannot_be_updated_or_deleted(bench: Bench, card: str) -> None:
    bench.sim("messages", user="U1", channel="C1", text="mine")
    theirs = bench.messages()[-1]["ts"]
    hidden = bench.client.chat_postEphemeral(channel="C1", user="U1", text="x")["message_ts"]
    update, delete = "chat.update", "chat.delete"
    assert refusal(bench, update, channel="C1", ts=theirs, text="x") == "cant_update_message"
    assert refusal(bench, update, channel="C1", ts="1.000001", text="x") == "message_not_found"
    assert refusal(bench, update, channel="C1", ts=hidden, text="x") == "message_not_found"
    assert refusal(bench, update, channel="C1", ts=card, text="x" * 4001) == "msg_too_long"
    assert refusal(bench, update, channel="C1", ts=card) == "no_text"
    assert refusal(bench, delete, channel="C1", ts=theirs) == "cant_delete_message"
    assert refusal(bench, delete, channel="C1", ts="1.000001") == "message_not_found"


def test_a_deleted_message_is_gone(bench: Bench, card: str) -> None:
    bench.client.chat_delete(channel="C1", ts=card)
    assert bench.messages() == []


def test_an_ephemeral_message_is_for_one_member(bench: Bench) -> None:
    bench.client.chat_postEphemeral(channel="C1", user="U1", text="psst")
    assert [one["ephemeral_for"] for one in bench.messages()] == ["U1"]
    assert bench.messages(user="U2") == []
    ephemeral = "chat.postEphemeral"
    assert refusal(bench, ephemeral, channel="C1", user="U3", text="x") == "user_not_in_channel"
    assert refusal(bench, ephemeral, channel="U1", user="U1", text="x") == "channel_not_found"
    assert refusal(bench, ephemeral, channel="C1", user="U1") == "no_text"


def test_a_permalink_names_channel_and_message(bench: Bench, card: str) -> None:
    link = bench.client.chat_getPermalink(channel="C1", message_ts=card)["permalink"]
    assert link == f"{bench.simulator.url}/archives/C1/p{card.replace('.', '')}"
    assert refusal(bench, "chat.getPermalink", channel="C1", message_ts="1.000001") == (
        "message_not_found"
    )


def test_message_ids_never_repeat_even_when_time_stands_still(bench: Bench) -> None:
    posted = [bench.client.chat_postMessage(channel="C1", text="x")["ts"] for _ in range(3)]
    assert sorted(set(posted)) == posted
