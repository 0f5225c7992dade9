"""Tokens, scopes, rate limits, encodings, and which methods exist at all."""

import re
from pathlib import Path

import pytest
import slack_sdk.web.client
from slack_sdk.errors import SlackApiError

import chatops.simulator.payloads
from chatops.simulator.api.routes import ROUTES
from chatops.simulator.blocks.elements import ELEMENTS as CHECKED
from chatops.simulator.coverage import COVERAGE, ELEMENTS, EVENTS, INTERACTIONS
from tests.simulator.bench import Bench, bench_of, changed


def error_of(bench: Bench, token: str | None, method: str = "auth.test") -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.as_app(token).api_call(method)
    return str(caught.value.response["error"])


def test_the_token_says_who_calls_and_the_header_what_they_may(bench: Bench) -> None:
    answer = bench.client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T1", "U0BOT", "B1")
    assert "chat:write" in str(answer.headers["x-oauth-scopes"]).split(",")


def test_only_the_right_token_is_let_in(bench: Bench) -> None:
    assert error_of(bench, None) == "not_authed"
    assert error_of(bench, "xoxb-2") == "invalid_auth"
    assert error_of(bench, "xapp-1") == "not_allowed_token_type"
    assert error_of(bench, "xoxb-1", "apps.connections.open") == "not_allowed_token_type"


def test_a_token_may_stand_in_a_form(bench: Bench) -> None:
    url = f"{bench.simulator.api_url}auth.test"
    assert bench.http.post(url, data={"token": "xoxb-1"}).json()["ok"]


def test_an_uninstalled_app_is_let_in_no_more(bench: Bench) -> None:
    bench.sim("events", type="app_uninstalled")
    assert error_of(bench, "xoxb-1") == "account_inactive"
    bench.sim("reset")
    bench.sim("events", type="tokens_revoked")
    assert error_of(bench, "xoxb-1") == "token_revoked"


def test_a_missing_scope_is_named() -> None:
    with bench_of(changed(scopes=["commands"])) as bench:
        with pytest.raises(SlackApiError) as caught:
            bench.client.chat_postMessage(channel="C1", text="x")
        answer = caught.value.response
        assert answer["error"] == "missing_scope"
        assert (answer["needed"], answer["provided"]) == ("chat:write", "commands")
        for method in (*ROUTES.keys() - {"api.test", "auth.test", "apps.connections.open"},):
            if ROUTES[method].scopes:
                assert error_of(bench, "xoxb-1", method) == "missing_scope"


def test_conversations_need_the_scope_of_their_kind() -> None:
    with bench_of(changed(scopes=["channels:read"])) as bench:
        bench.client.conversations_info(channel="C1")
        with pytest.raises(SlackApiError, match="missing_scope"):
            bench.client.conversations_info(channel="G2")
        with pytest.raises(SlackApiError, match="missing_scope"):
            bench.client.conversations_history(channel="C1")


def test_an_address_needs_a_scope_of_its_own() -> None:
    with bench_of(changed(scopes=["users:read"])) as bench:
        assert "email" not in bench.client.users_info(user="U1")["user"]["profile"]
        assert error_of(bench, "xoxb-1", "users.lookupByEmail") == "missing_scope"


def test_posting_is_one_a_second_and_channel_after_a_burst(bench: Bench) -> None:
    for _ in range(5):
        bench.client.chat_postMessage(channel="C1", text="x")
    with pytest.raises(SlackApiError) as caught:
        bench.client.chat_postMessage(channel="C1", text="x")
    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    bench.client.chat_postMessage(channel="G2", text="x")
    bench.clock.passes(1)
    bench.client.chat_postMessage(channel="C1", text="x")


def test_tiers_count_per_method(bench: Bench) -> None:
    for _ in range(20):
        bench.client.usergroups_list()
    with pytest.raises(SlackApiError) as caught:
        bench.client.usergroups_list()
    assert caught.value.response.headers["Retry-After"] == "3"
    bench.client.users_list()
    bench.clock.passes(3)
    bench.client.usergroups_list()


def test_rate_limits_can_be_switched_off() -> None:
    with bench_of(changed(rate_limits=False)) as bench:
        for _ in range(30):
            bench.client.chat_postMessage(channel="C1", text="x")


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("application/x-www-form-urlencoded", b"channel=C1&text=x&blocks=%5B", "invalid_arguments"),
    ],
)
def test_what_cannot_be_read(bench: Bench, content_type: str, body: bytes, error: str) -> None:
    headers = {"Authorization": "Bearer xoxb-1", "Content-Type": content_type}
    url = f"{bench.simulator.api_url}chat.postMessage"
    answer = bench.http.post(url, content=body, headers=headers).json()
    assert (answer["ok"], answer["error"]) == (False, error)


def test_a_form_carries_blocks_as_json(bench: Bench) -> None:
    blocks = '[{"type":"divider"}]'
    bench.client.api_call("chat.postMessage", data={"channel": "C1", "blocks": blocks})
    assert bench.messages()[0]["blocks"][0]["type"] == "divider"


def test_the_api_can_be_tried(bench: Bench) -> None:
    assert bench.as_app(None).api_test(foo="bar")["args"]["foo"] == "bar"
    with pytest.raises(SlackApiError, match="my_error"):
        bench.client.api_test(error="my_error")


def test_the_table_of_coverage_says_what_is_routed() -> None:
    there = {name for name, one in COVERAGE.items() if one.level != "absent"}
    assert there == ROUTES.keys()
    assert all(bool(one.missing) == (one.level == "partial") for one in COVERAGE.values())


def test_the_tables_of_coverage_name_elements_and_interactions() -> None:
    there = {name for name, one in ELEMENTS.items() if one.level != "absent"}
    assert there == CHECKED.keys()
    source = Path(chatops.simulator.payloads.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'_common\(workspace, "(\w+)"', source)) == INTERACTIONS.keys()
    every = (*INTERACTIONS.values(), *ELEMENTS.values(), *EVENTS.values())
    assert all(bool(one.missing) == (one.level == "partial") for one in every)


def test_the_table_of_coverage_knows_whole_families() -> None:
    families = {name.split(".")[0] for name in COVERAGE}
    source = Path(slack_sdk.web.client.__file__).read_text(encoding="utf-8")
    known = set(re.findall(r'api_call\(\s*"([a-zA-Z.]+)"', source))
    assert {one for one in known if one.split(".")[0] in families} <= COVERAGE.keys()


def test_what_is_absent_or_invented_is_unknown(bench: Bench) -> None:
    assert error_of(bench, "xoxb-1", "chat.scheduleMessage") == "unknown_method"
    assert error_of(bench, "xoxb-1", "chat.shout") == "unknown_method"
