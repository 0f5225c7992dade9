"""A workspace of an organisation: W ids, and an app that is installed to all of it."""

from typing import Any

import pytest
from pydantic import ValidationError
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench, bench_of, changed, listening
from tests.simulator.kit import CARD, JSON
from tests.simulator.tiny_app import make_app

TEAM = {"id": "T1", "name": "Example", "domain": "example", "enterprise_id": "E1"}
USERS = (
    {"id": "W1", "name": "ana", "real_name": "Ana"},
    {"id": "U2", "name": "ben", "real_name": "Ben", "enterprise_user_id": "W2"},
    {"id": "U9", "name": "xen", "real_name": "Xen", "team_id": "T9", "enterprise_id": "E9"},
)
PLACES = {
    "team": {**TEAM, "enterprise_name": "Whole"},
    "users": USERS,
    "channels": ({"id": "C1", "name": "all", "members": ("W1", "U9"), "bot_is_member": True},),
    "usergroups": ({"id": "S1", "name": "Owners", "handle": "owners", "users": ("W1",)},),
}


def org_wide(**more: Any) -> Any:
    return bench_of(changed(**PLACES, is_enterprise_install=True, **more))


def refusal(bench: Bench, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        bench.client.api_call(method, params=arguments)
    return str(caught.value.response["error"])


def test_people_carry_their_id_of_the_organisation() -> None:
    with bench_of(changed(**PLACES)) as bench:
        ana, ben, xen = (bench.client.users_info(user=one)["user"] for one in ("W1", "U2", "U9"))
        assert (ana["enterprise_user"]["id"], ana["enterprise_user"]["teams"]) == ("W1", ["T1"])
        assert ben["enterprise_user"]["id"] == "W2"
        assert (xen["team_id"], xen["enterprise_user"]["enterprise_id"]) == ("T9", "E9")
        answer = bench.client.auth_test()
        assert (answer["team_id"], answer["enterprise_id"]) == ("T1", "E1")
        assert answer["is_enterprise_install"] is False


def test_people_are_found_by_either_id() -> None:
    with bench_of(changed(**PLACES)) as bench:
        assert bench.client.users_info(user="W2")["user"]["id"] == "U2"
        channels = {
            bench.client.chat_postMessage(channel=one, text="Hello")["channel"]
            for one in ("U2", "W2")
        }
        assert channels == {"D2"}


def test_a_workspace_on_its_own_has_no_organisation(bench: Bench) -> None:
    assert "enterprise_user" not in bench.client.users_info(user="U1")["user"]
    assert "enterprise_id" not in bench.client.auth_test().data


@pytest.mark.parametrize("named", [None, "E1"])
def test_an_org_wide_token_has_no_workspace_of_its_own(named: str | None) -> None:
    with org_wide(org_team_id=named) as bench:
        answer = bench.client.auth_test()
        assert (answer["team_id"], answer["team"]) == (named, "Whole")
        assert (answer["enterprise_id"], answer["is_enterprise_install"]) == ("E1", True)


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("users.list", {}),
        ("users.conversations", {}),
        ("conversations.list", {}),
        ("usergroups.list", {}),
        ("usergroups.users.list", {"usergroup": "S1"}),
    ],
)
def test_an_org_wide_app_says_which_workspace_it_means(method: str, more: JSON) -> None:
    with org_wide() as bench:
        assert refusal(bench, method, **more) == "missing_argument"
        assert refusal(bench, method, team_id="T2", **more) == "team_access_not_granted"
        assert bench.client.api_call(method, params={"team_id": "T1", **more})["ok"]


def test_an_org_wide_app_is_told_of_no_team() -> None:
    received: list[JSON] = []
    with org_wide() as bench, listening(make_app(bench.client, received)) as url:
        bench.simulator.workspace.request_url = url
        ts = str(bench.client.chat_postMessage(channel="C1", text="x", blocks=CARD)["ts"])
        bench.sim("actions", user="U9", channel="C1", ts=ts, action_id="approve")
        click = received[-1]
        assert (click["team"], click["enterprise"]["id"]) == (None, "E1")
        assert (click["user"]["team_id"], click["is_enterprise_install"]) == ("T9", True)
        bench.sim("commands", user="W1", channel="C1", text="/try x")
        line = received[-1]
        assert (line["team_id"], line["enterprise_id"]) == ("T1", "E1")
        assert line["is_enterprise_install"] == "true"
        bench.sim("home", user="W1")
        event = next(one for one in received if one.get("type") == "event_callback")
        assert event["authorizations"][0]["team_id"] is None
        assert event["authorizations"][0]["enterprise_id"] == "E1"


def test_only_an_organisation_has_org_wide_apps() -> None:
    with pytest.raises(ValidationError, match="enterprise_id"):
        changed(is_enterprise_install=True)


def test_the_manifest_is_exported_to_a_configuration_token(bench: Bench) -> None:
    config = bench.as_app("xoxe.xoxp-simulator")
    manifest = config.apps_manifest_export(app_id="A1")["manifest"]
    assert manifest["settings"]["event_subscriptions"]["bot_events"][0] == "message.channels"
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == ["/try", "/who"]
    assert refusal(bench, "apps.manifest.export", app_id="A1") == "not_allowed_token_type"
    for app_id, error in (("A2", "app_not_found"), ("x", "invalid_app_id")):
        with pytest.raises(SlackApiError, match=error):
            config.apps_manifest_export(app_id=app_id)
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        config.auth_test()


def test_a_manifest_that_was_given_is_what_slack_has() -> None:
    given = {"display_information": {"name": "Tester"}}
    with bench_of(changed(manifest=given)) as bench:
        config = bench.as_app("xoxe.xoxp-simulator")
        exported = config.apps_manifest_export(app_id="A1")["manifest"]
        assert exported["display_information"] == {"name": "Tester"}
        assert "features" not in exported
