"""Who may act: only full members of our workspace who are in the directory."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Here
from chatops.slack.identity import Identity, account_of
from chatops.slack.paced import Paced
from chatops.slack.payloads import SlackUser, Who
from chatops.usecases.read import show, trail
from chatops.usecases.reassess import reassess
from tests import builders
from tests.slack.stage import PEOPLE, TEAM, TEAMS, Stage, real_clock, slack_id
from tests.slack.test_decisions import said
from tests.slack.test_door import JSON_TYPE, Knocker

HERE = Here("T1", None, "UBOT", "B1")
GRID = Here("T1", "E1", "UBOT", "B1")


@pytest.mark.parametrize(
    ("fields", "here", "standing"),
    [
        ({}, HERE, Standing.FULL),
        ({"deleted": True}, HERE, Standing.DEACTIVATED),
        ({"is_bot": True}, HERE, Standing.BOT),
        ({"is_workflow_bot": True}, HERE, Standing.BOT),
        ({"id": "USLACKBOT"}, HERE, Standing.BOT),
        ({"is_restricted": True}, HERE, Standing.GUEST),
        ({"is_ultra_restricted": True}, HERE, Standing.GUEST),
        ({"is_stranger": True}, HERE, Standing.OUTSIDER),
        ({"team_id": "T2"}, HERE, Standing.OUTSIDER),
        ({"team_id": None}, HERE, Standing.OUTSIDER),
        ({"team_id": "T2", "is_restricted": True}, HERE, Standing.OUTSIDER),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, GRID, Standing.FULL),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E2"}}, GRID, Standing.OUTSIDER),
        ({"team_id": "T2", "enterprise_user": {"enterprise_id": "E1"}}, HERE, Standing.OUTSIDER),
        ({"team_id": "T2", "enterprise_user": {}}, GRID, Standing.OUTSIDER),
    ],
)
def test_how_an_account_stands(fields: dict[str, Any], here: Here, standing: Standing) -> None:
    user = SlackUser.model_validate({"id": "U1", "team_id": "T1"} | fields)
    assert account_of(user, here).standing is standing


@pytest.fixture
def requested(scene: Stage) -> Stage:
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("olga", "another organisation's workspace"),
        ("gil", "You are a guest of this workspace"),
        ("stranger", "(USTRANGER) is not in the directory"),
    ],
)
@pytest.mark.parametrize("action", ["approve", "reject", "details", "edit"])
def test_who_may_not_act_is_told_why(
    requested: Stage, who: str, sentence: str, action: str
) -> None:
    seen = requested.click(who, action)
    assert seen["ok"]
    assert sentence in said(seen)
    assert seen["seen"]["view"] is None
    assert show(requested.house, "CR-1").change.decisions == ()


@pytest.mark.parametrize(
    ("who", "reason"),
    [("ben", "you contributed to it (requester)"), ("eve", "it asks for sign-offs from Payments")],
)
@pytest.mark.parametrize("action", ["reject", "condition"])
def test_a_form_opens_only_for_somebody_who_could_send_it(
    requested: Stage, who: str, reason: str, action: str
) -> None:
    (card,) = requested.cards()
    click = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": slack_id(who), "team_id": TEAM},
        "trigger_id": "1.2.3",
        "container": {"type": "message", "channel_id": "CPAY", "message_ts": card["ts"]},
        "actions": [{"action_id": action, "block_id": "buttons", "value": "CR-1:1"}],
    }
    body, knocker = json.dumps(click).encode(), Knocker(requested)
    assert knocker.post(body, JSON_TYPE | knocker.signed(body)).status_code == 200
    assert reason in requested.messages("CPAY", who)[-1]["text"]


@pytest.mark.parametrize(
    ("team", "user"),
    [("T9", {"id": "UANA"}), (TEAM, {"id": "UANA", "team_id": "T9"})],
    ids=["for another workspace", "by somebody of another workspace"],
)
def test_a_click_that_names_another_workspace_decides_nothing(
    requested: Stage, team: str, user: dict[str, str]
) -> None:
    (card,) = requested.cards()
    click = {
        "type": "block_actions",
        "team": {"id": team},
        "user": user,
        "trigger_id": "1.2.3",
        "container": {"type": "message", "channel_id": "CPAY", "message_ts": card["ts"]},
        "actions": [{"action_id": "approve", "value": "CR-1:1"}],
    }
    body, knocker = json.dumps(click).encode(), Knocker(requested)
    assert knocker.post(body, JSON_TYPE | knocker.signed(body)).status_code == 200
    assert "another organisation's workspace" in requested.messages("CPAY", "ana")[-1]["text"]
    assert show(requested.house, "CR-1").change.decisions == ()


def test_a_guest_is_refused_by_command_and_shortcut_and_home(scene: Stage) -> None:
    assert "guest" in said(scene.command("gil", "/change list"))
    seen = scene.act("shortcuts", user="UGIL", callback_id="request_change")
    assert "guest" in str(seen["seen"]["view"]["blocks"])
    scene.act("home", user="UGIL")
    state = scene.http.get("/sim/state", params={"user": "UGIL"}).json()
    assert "guest" in str(state["home"]["blocks"])


def test_who_left_in_the_directory_is_refused(scene: Stage) -> None:
    people = tuple(replace(one, active=one.id != "ana") for one in PEOPLE)
    scene.org = builders.facts(the_directory=builders.directory(people, TEAMS))
    assert "no longer active" in said(scene.command("ana", "/change list"))


def test_an_unreadable_directory_is_no_strangers_fault(scene: Stage) -> None:
    empty = builders.facts(the_directory=builders.directory((), ()))
    scene.org = replace(empty, problems=("directory.yml cannot be read.",))
    assert said(scene.command("ana", "/change list")).startswith("directory.yml cannot be read.")


def test_what_slack_says_of_somebody_is_written_down_before_they_decide(requested: Stage) -> None:
    requested.click("ana", "approve")
    with requested.store.reading() as reading:
        assert reading.standings(["ana", "cleo"]) == {"ana": Standing.FULL}


def test_a_deactivation_counts_at_once_and_takes_the_approval_with_it(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.click("cleo", "approve")
    seen = requested.act("events", type="user_change", user={"id": "UANA", "deleted": True})
    assert seen["ok"], seen
    sentences = [one.sentence for one in show(requested.house, "CR-1").verdict.leaves()]
    assert any("Ana has a deactivated Slack account" in one for one in sentences)
    assert "deactivated" in said(requested.click("ana", "approve"))


def deactivated(user_id: str) -> SlackUser:
    return SlackUser(id=user_id, team_id=TEAM, deleted=True)


class SlowSlack(Paced):
    """Answers users.info with what was true before `meanwhile` happened."""

    meanwhile: Callable[[], None]

    def call(self, method: str, **arguments: Any) -> Any:
        assert method == "users.info"
        self.meanwhile()
        return {"user": {"id": arguments["user"], "team_id": TEAM}}


def identity_with(scene: Stage, slack: Paced) -> Identity:
    return Identity(scene.house, slack, scene.installation, lambda: scene.clock.seconds)


def test_an_answer_that_was_under_way_does_not_outdo_a_deactivation(scene: Stage) -> None:
    client = SlowSlack(scene.connection.client(2), Buckets(real_clock))
    identity = identity_with(scene, client)
    client.meanwhile = lambda: identity.learn(deactivated("UANA"))
    for _ in range(2):
        with pytest.raises(Refused, match="deactivated"):
            identity.person(Who(id="UANA"))
    with scene.store.reading() as reading:
        assert reading.standings(["ana"]) == {"ana": Standing.DEACTIVATED}


def test_an_answer_that_was_under_way_does_not_outdo_what_another_replica_heard(
    scene: Stage,
) -> None:
    client = SlowSlack(scene.connection.client(2), Buckets(real_clock))
    here, elsewhere = identity_with(scene, client), identity_with(scene, scene.slack())

    def meanwhile() -> None:
        scene.clock.passes(1)
        elsewhere.learn(deactivated("UANA"))
        scene.clock.passes(1)

    client.meanwhile = meanwhile
    here.person(Who(id="UANA"))
    with scene.store.reading() as reading:
        assert reading.standings(["ana"]) == {"ana": Standing.DEACTIVATED}


def test_who_tells_of_a_deactivation_does_not_wait_until_all_the_work_has_moved(
    requested: Stage,
) -> None:
    user = {"id": "UANA", "deleted": True}
    assert requested.act("events", type="user_change", user=user)["ok"]
    assert [one.tag for one in trail(requested.house, "CR-1").entries] == ["change:opened"]
    reassess(requested.house)
    assert [one.tag for one in trail(requested.house, "CR-1").entries][1:] == ["work:moved"]
    requested.settle()
    assert "asks Dan instead" in str(requested.messages("DDAN", "dan"))


def test_a_late_repetition_of_an_event_does_not_outdo_a_deactivation(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.act("events", type="user_change", user={"id": "UANA", "deleted": True})
    identity = identity_with(requested, requested.slack())
    identity.learn(SlackUser(id="UANA", team_id=TEAM))
    with requested.store.reading() as reading:
        assert reading.standings(["ana"])["ana"] is Standing.DEACTIVATED


def test_somebody_who_is_made_a_member_again_may_act_at_once(requested: Stage) -> None:
    for deleted in (True, False):
        user = {"id": "UANA", "deleted": deleted}
        assert requested.act("events", type="user_change", user=user)["ok"]
    assert requested.click("ana", "approve")["ok"]
    assert len(show(requested.house, "CR-1").change.decisions) == 1


def test_people_are_looked_up_once_a_minute(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.fault("users.info", error="fatal_error")
    assert requested.command("ana", "/change list")["ok"]
    requested.clock.passes(61)
    assert not requested.command("ana", "/change list")["ok"]


def test_when_slack_cannot_say_who_it_is_nothing_is_decided(requested: Stage) -> None:
    for fault in ({"error": "internal_error"}, {"status": 503}, {"retry_after": 5}):
        requested.fault("users.info", **fault)
        seen = requested.click("cleo", "approve")
        assert not seen["ok"]
        assert seen["status"] == 500
    assert show(requested.house, "CR-1").change.decisions == ()
