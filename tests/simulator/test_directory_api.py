"""users.*, usergroups.*, conversations.* and their neighbours, called as slack_sdk calls them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench


def refusal(bench: Bench, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, params=arguments)
    return str(caught.value.response["error"])


def test_a_user_is_described_with_what_an_app_must_check(bench: Bench) -> None:
    ana = bench.client.users_info(user="U1")["user"]
    assert (ana["team_id"], ana["deleted"], ana["is_bot"]) == ("T1", False, False)
    assert ana["profile"]["email"] == "ana@example.com"
    assert bench.client.users_info(user="U3")["user"]["is_ultra_restricted"] is True
    assert bench.client.users_info(user="U4")["user"]["deleted"] is True
    assert bench.client.users_info(user="U5")["user"]["is_bot"] is True
    assert bench.client.users_info(user="USLACKBOT")["user"]["is_bot"] is False
    assert refusal(bench, "users.info", user="U0") == "user_not_found"


def test_an_outsider_in_a_shared_channel_is_no_stranger(bench: Bench) -> None:
    xen = bench.client.users_info(user="U9")["user"]
    assert (xen["team_id"], xen["is_stranger"]) == ("T9", False)


def test_everyone_of_the_workspace_is_listed_page_by_page(bench: Bench) -> None:
    ids: list[str] = []
    for page in bench.client.users_list(limit=3):
        assert len(page["members"]) <= 3
        ids += [one["id"] for one in page["members"]]
    assert sorted(ids) == ["U0BOT", "U1", "U2", "U3", "U4", "U5", "USLACKBOT"]
    assert refusal(bench, "users.list", cursor="nonsense") == "invalid_cursor"
    assert refusal(bench, "users.list", limit="many") == "invalid_arguments"
    assert refusal(bench, "users.list", limit=2000) == "invalid_limit"


def test_a_user_is_found_by_address(bench: Bench) -> None:
    found = bench.client.users_lookupByEmail(email="BEN@example.com")
    assert found["user"]["id"] == "U2"
    assert refusal(bench, "users.lookupByEmail", email="no@example.com") == "users_not_found"


def test_user_groups_and_their_members(bench: Bench) -> None:
    (group,) = bench.client.usergroups_list(include_users=True, include_count=True)["usergroups"]
    assert (group["handle"], group["users"], group["user_count"]) == ("owners", ["U1", "U2"], 2)
    assert bench.client.usergroups_users_list(usergroup="S1")["users"] == ["U1", "U2"]
    assert refusal(bench, "usergroups.users.list", usergroup="S9") == "no_such_subteam"
    bench.sim("events", type="subteam_members_changed", subteam_id="S1", removed_users=["U2"])
    assert bench.client.usergroups_users_list(usergroup="S1")["users"] == ["U1"]


def test_conversations_the_bot_can_know_of(bench: Bench) -> None:
    general = bench.client.conversations_info(channel="C1")["channel"]
    assert (general["is_ext_shared"], general["is_member"], general["is_archived"]) == (
        True,
        True,
        False,
    )
    assert bench.client.conversations_info(channel="C2")["channel"]["is_member"] is False
    assert bench.client.conversations_info(channel="G2")["channel"]["is_private"] is True
    assert refusal(bench, "conversations.info", channel="G1") == "channel_not_found"


def test_conversations_are_listed_by_type(bench: Bench) -> None:
    def ids(**arguments: Any) -> list[str]:
        return [one["id"] for one in bench.client.conversations_list(**arguments)["channels"]]

    assert ids() == ["C1", "C2", "C3"]
    assert ids(exclude_archived=True) == ["C1", "C2"]
    assert ids(types="private_channel") == ["G2"]
    assert ids(limit=1) == ["C1"]
    mine = bench.client.users_conversations(types="public_channel,private_channel")
    assert [one["id"] for one in mine["channels"]] == ["C1", "C3", "G2"]
    shared = bench.client.users_conversations(user="U1")
    assert [one["id"] for one in shared["channels"]] == ["C1", "C2"]
    assert refusal(bench, "conversations.list", types="secret") == "invalid_types"
    assert refusal(bench, "conversations.list", types="mpim") == "missing_scope"


def test_members(bench: Bench) -> None:
    members = bench.client.conversations_members(channel="C1")["members"]
    assert members == ["U1", "U2", "U9", "U0BOT"]


def test_a_direct_message_is_opened_once(bench: Bench) -> None:
    first = bench.client.conversations_open(users="U1")
    again = bench.client.conversations_open(users=["U1"], return_im=True)
    assert first["channel"] == {"id": "D1"}
    assert (again["already_open"], again["channel"]["user"]) == (True, "U1")
    assert bench.client.conversations_open(channel="D1")["channel"]["id"] == "D1"
    assert refusal(bench, "conversations.open", users="U0") == "user_not_found"
    assert refusal(bench, "conversations.open", users="U1,U2") == "users_not_supported"
    assert refusal(bench, "conversations.open", users="U5") == "cannot_dm_bot"


def test_the_bot_can_join_public_channels(bench: Bench) -> None:
    bench.client.conversations_join(channel="C2")
    bench.client.chat_postMessage(channel="C2", text="hello")
    assert refusal(bench, "conversations.join", channel="C3") == "is_archived"
    assert refusal(bench, "conversations.join", channel="G2") == (
        "method_not_supported_for_channel_type"
    )


def test_history_is_newest_first_and_bounded(bench: Bench) -> None:
    posted = []
    for number in range(4):
        metadata = {"event_type": "n", "event_payload": {"n": number}}
        answer = bench.client.chat_postMessage(channel="C1", text=str(number), metadata=metadata)
        posted.append(str(answer["ts"]))
    bench.client.chat_postMessage(channel="C1", text="reply", thread_ts=posted[0])
    bench.client.chat_postEphemeral(channel="C1", user="U1", text="psst")

    def texts(**arguments: Any) -> list[str]:
        found = bench.client.conversations_history(channel="C1", **arguments)
        return [one["text"] for one in found["messages"]]

    assert texts() == ["3", "2", "1", "0"]
    assert texts(oldest=posted[1]) == ["3", "2"]
    assert texts(oldest=posted[1], latest=posted[2]) == []
    assert texts(oldest=posted[1], latest=posted[2], inclusive=True) == ["2", "1"]
    assert texts(limit=1, latest=posted[3]) == ["2"]
    first = bench.client.conversations_history(channel="C1", limit=1, include_all_metadata=True)
    assert first["has_more"] is True
    assert first["messages"][0]["metadata"]["event_payload"] == {"n": 3}
    assert "metadata" not in bench.client.conversations_history(channel="C1")["messages"][0]
    assert refusal(bench, "conversations.history", channel="C2") == "not_in_channel"
    assert refusal(bench, "conversations.history", channel="C1", oldest="x") == "invalid_ts_oldest"


def test_replies_come_after_their_message(bench: Bench) -> None:
    parent = str(bench.client.chat_postMessage(channel="C1", text="parent")["ts"])
    bench.client.chat_postMessage(channel="C1", text="reply", thread_ts=parent)
    found = bench.client.conversations_replies(channel="C1", ts=parent)["messages"]
    assert [one["text"] for one in found] == ["parent", "reply"]
    assert found[0]["reply_count"] == 1
    missing = {"channel": "C1", "ts": "1.000001"}
    assert refusal(bench, "conversations.replies", **missing) == "thread_not_found"


def test_the_app_and_its_workspace(bench: Bench) -> None:
    assert bench.client.bots_info(bot="B1")["bot"]["app_id"] == "A1"
    assert refusal(bench, "bots.info", bot="B2") == "bot_not_found"
    assert bench.client.team_info()["team"]["domain"] == "example"
    assert refusal(bench, "team.info", team="T2") == "team_not_found"
