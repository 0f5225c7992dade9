"""The life of a channel: what the app hears of it, and what it can still do there."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from chatops.simulator.coverage import EVENTS
from tests.simulator.bench import Bench, bench_of, changed
from tests.simulator.kit import JSON

HEARD = ("channel_archive", "channel_unarchive", "channel_deleted", "channel_id_changed")
ALSO = ("group_archive", "channel_left", "group_left", "channel_shared", "channel_unshared")
MEMBERS = ("member_joined_channel", "member_left_channel")


@pytest.fixture
def heard(bench: Bench, received: list[JSON], monkeypatch: pytest.MonkeyPatch) -> list[JSON]:
    definition = changed(bot_events=(*HEARD, *ALSO, *MEMBERS))
    monkeypatch.setattr(bench.simulator.workspace, "definition", definition)
    return received


def edit(bench: Bench, action: str, channel: str = "C1", **more: Any) -> list[str]:
    done = bench.sim("channels", channel=channel, action=action, **more)
    return list(done["told"])


def refusal(bench: Bench, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, json=arguments)
    return str(caught.value.response["error"])


def fails(bench: Bench, ts: str, channel: str = "C1") -> tuple[str, str, str]:
    return (
        refusal(bench, "chat.postMessage", channel=channel, text="x"),
        refusal(bench, "chat.update", channel=channel, ts=ts, text="x"),
        refusal(bench, "chat.delete", channel=channel, ts=ts),
    )


@pytest.fixture
def card(bench: Bench) -> str:
    return str(bench.client.chat_postMessage(channel="C1", text="card")["ts"])


def test_an_archived_channel_takes_nothing_until_it_is_back(
    bench: Bench, heard: list[JSON], card: str
) -> None:
    assert edit(bench, "archive") == ["channel_archive"]
    assert heard[-1]["event"]["channel"] == "C1"
    assert fails(bench, card) == ("is_archived", "is_archived", "is_archived")
    assert edit(bench, "unarchive") == ["channel_unarchive"]
    bench.client.chat_update(channel="C1", ts=card, text="again")


def test_a_deleted_channel_is_gone_with_its_messages(
    bench: Bench, heard: list[JSON], card: str
) -> None:
    assert edit(bench, "delete") == ["channel_deleted"]
    assert heard[-1]["event"]["channel"] == "C1"
    gone = "channel_not_found"
    assert fails(bench, card) == (gone, gone, gone)
    assert refusal(bench, "conversations.info", channel="C1") == gone
    assert "C1" not in bench.state()["messages"]


def test_a_channel_with_a_new_id_keeps_its_messages(
    bench: Bench, heard: list[JSON], card: str
) -> None:
    assert edit(bench, "rename_id", new_id="C7") == ["channel_id_changed"]
    event = heard[-1]["event"]
    assert (event["old_channel_id"], event["new_channel_id"]) == ("C1", "C7")
    assert fails(bench, card)[0] == "channel_not_found"
    bench.client.chat_update(channel="C7", ts=card, text="moved")
    assert [one["text"] for one in bench.messages("C7")] == ["moved"]
    bench.sim("channels", 400, channel="C7", action="rename_id", new_id="C2")


def test_a_removed_bot_is_out_and_hears_it_as_its_own_leaving(
    bench: Bench, heard: list[JSON], card: str
) -> None:
    assert edit(bench, "remove_bot") == ["channel_left"]
    assert heard[-1]["event"]["channel"] == "C1"
    out = "not_in_channel"
    assert fails(bench, card) == (out, out, out)
    assert edit(bench, "invite_bot") == ["member_joined_channel"]
    event = heard[-1]["event"]
    assert (event["user"], event["channel"], event["team"]) == ("U0BOT", "C1", "T1")
    bench.client.chat_update(channel="C1", ts=card, text="back")


def test_a_bot_removed_from_a_private_channel_finds_it_no_more(
    bench: Bench, heard: list[JSON]
) -> None:
    assert edit(bench, "remove_bot", "G2") == ["group_left"]
    assert heard
    assert refusal(bench, "chat.postMessage", channel="G2", text="x") == "channel_not_found"
    assert edit(bench, "archive", "G2") == []


def test_people_come_and_go(bench: Bench, heard: list[JSON]) -> None:
    assert edit(bench, "invite", user="U3") == ["member_joined_channel"]
    assert "U3" in bench.client.conversations_members(channel="C1")["members"]
    assert edit(bench, "remove", user="U3") == ["member_left_channel"]
    assert heard[-1]["event"]["user"] == "U3"
    assert "U3" not in bench.client.conversations_members(channel="C1")["members"]


def test_a_channel_may_be_shared_and_made_private(bench: Bench, heard: list[JSON]) -> None:
    bench.sim("channels", channel="C1", action="invite_bot", expect=400)
    assert edit(bench, "unshare") == ["channel_unshared"]
    assert bench.client.conversations_info(channel="C1")["channel"]["is_ext_shared"] is False
    assert edit(bench, "share") == ["channel_shared"]
    assert bench.client.conversations_info(channel="C1")["channel"]["is_ext_shared"] is True
    assert edit(bench, "private") == []
    assert bench.client.conversations_info(channel="C1")["channel"]["is_private"] is True
    assert [one["is_ext_shared_channel"] for one in heard] == [False, True]


@pytest.mark.usefixtures("received")
def test_an_app_hears_of_no_channel_unless_it_subscribed(bench: Bench) -> None:
    assert edit(bench, "archive") == []
    assert edit(bench, "unarchive") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "C0", "action": "archive"},
        {"channel": "C1", "action": "explode"},
        {"channel": "C1", "action": "unarchive"},
        {"channel": "C3", "action": "archive"},
        {"channel": "C1", "action": "rename_id"},
        {"channel": "C1", "action": "invite", "user": "U0"},
        {"channel": "C1", "action": "invite", "user": "U1"},
        {"channel": "C1", "action": "remove", "user": "U3"},
    ],
)
def test_what_cannot_be_done_to_a_channel(bench: Bench, wrong: JSON) -> None:
    assert bench.sim("channels", 400, **wrong)["error"]


def test_a_message_can_become_too_old_to_edit() -> None:
    with bench_of(changed(edit_window_seconds=60)) as bench:
        ts = str(bench.client.chat_postMessage(channel="C1", text="x")["ts"])
        bench.clock.passes(60)
        bench.client.chat_update(channel="C1", ts=ts, text="y")
        bench.clock.passes(1)
        late = refusal(bench, "chat.update", channel="C1", ts=ts, text="z")
        assert late == "edit_window_closed"
        bench.client.chat_delete(channel="C1", ts=ts)


def test_members_come_in_pages(bench: Bench) -> None:
    pages = bench.client.conversations_members(channel="C1", limit=3)
    assert [page["members"] for page in pages] == [["U1", "U2", "U9"], ["U0BOT"]]


LIVES = ["archive", "unarchive", "share", "unshare", "remove_bot", "invite_bot", "delete"]


def test_the_table_of_coverage_names_what_channels_send() -> None:
    with bench_of(changed(bot_events=tuple(EVENTS))) as bench:
        told = edit(bench, "invite", user="U3") + edit(bench, "remove", user="U3")
        told += edit(bench, "rename_id", "G2", new_id="C9")
        for channel in ("C1", "C9"):
            for action in LIVES:
                told += edit(bench, action, channel)
    families = ("channel_", "group_", "member_")
    assert set(told) == {one for one in EVENTS if one.startswith(families)}
