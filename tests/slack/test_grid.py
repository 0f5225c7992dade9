"""Enterprise Grid, org-wide installation and Slack Connect: who is ours, and who never decides.

Payloads follow https://docs.slack.dev/enterprise and https://docs.slack.dev/apis/slack-connect;
what Bolt makes of them was read in `slack_bolt.request.internals`.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.simulator.definition import User, WorkspaceDefinition
from chatops.slack.connection import Installation, NotAuthorizedError
from chatops.slack.groups import group_reader
from chatops.slack.roster_sync import RosterSync
from chatops.usecases.absent import absent
from chatops.usecases.read import show
from tests import builders
from tests.slack.stage import PEOPLE, TEAM, TEAMS, Stage, Theatre, definition, theatre
from tests.slack.test_door import FORM, JSON_TYPE, Knocker

ORG, OTHER_ORG, OTHER_TEAM = "E1", "E9", "T9"
WORKSPACE, GRID, ORG_WIDE = "workspace", "workspace of an organisation", "whole organisation"
INSTALLS = (WORKSPACE, GRID, ORG_WIDE)
JSON = dict[str, Any]


def of_user(user: User) -> User:
    """Olga is of another organisation; Ana and Eve have an id of their own in ours."""
    if user.id == "UOLGA":
        return user.model_copy(update={"enterprise_id": OTHER_ORG})
    if user.id in {"UANA", "UEVE"}:
        return user.model_copy(update={"enterprise_user_id": f"W{user.id[1:]}"})
    return user


def described(install: str) -> WorkspaceDefinition:
    plain = definition()
    if install == WORKSPACE:
        return plain
    app = plain.app.model_copy(update={"is_enterprise_install": install == ORG_WIDE})
    team = plain.team.model_copy(update={"enterprise_id": ORG})
    users = tuple(map(of_user, plain.users))
    return plain.model_copy(update={"team": team, "app": app, "users": users})


@pytest.fixture(scope="module")
def theatres() -> Iterator[dict[str, Theatre]]:
    with ExitStack() as stack:
        yield {one: stack.enter_context(theatre(described=described(one))) for one in INSTALLS}


@pytest.fixture(params=INSTALLS)
def scene(
    request: pytest.FixtureRequest, theatres: dict[str, Theatre], tmp_path: Path
) -> Iterator[Stage]:
    with theatres[request.param].scene(tmp_path) as one:
        yield one


@pytest.fixture
def requested(scene: Stage) -> Stage:
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


@pytest.fixture
def org_wide(theatres: dict[str, Theatre], tmp_path: Path) -> Iterator[Stage]:
    with theatres[ORG_WIDE].scene(tmp_path) as one:
        yield one


def decisions(scene: Stage) -> tuple[str, ...]:
    return tuple(one.person for one in show(scene.house, "CR-1").change.decisions)


def test_people_of_ours_decide_and_others_read_why_they_do_not(requested: Stage) -> None:
    seen = requested.click("olga", "approve")
    assert seen["ok"]
    assert "another organisation's workspace" in str(seen["seen"]["ephemeral"])
    assert requested.click("ana", "approve")["ok"]
    assert decisions(requested) == ("ana",)


def test_commands_shortcuts_home_and_forms_work(requested: Stage) -> None:
    assert "CR-1" in str(requested.command("ana", "/change list")["seen"])
    seen = requested.act("shortcuts", user="UANA", callback_id="request_change")
    assert seen["seen"]["view"]["callback_id"] == "request"
    assert requested.act("home", user="UANA")["ok"]
    assert requested.act("events", type="user_change", user={"id": "UANA", "deleted": True})["ok"]
    with requested.store.reading() as reading:
        assert reading.standings(["ana"]) == {"ana": Standing.DEACTIVATED}


def test_everybody_and_every_group_is_read(scene: Stage) -> None:
    RosterSync(scene.slack(), scene.installation)(scene.house)
    with scene.store.reading() as reading:
        known = reading.standings([one.id for one in PEOPLE])
        (roster,) = reading.rosters()
    assert (known["ana"], known["gil"]) == (Standing.FULL, Standing.GUEST)
    assert roster.team == TEAM
    assert roster.ended_at is not None
    members = group_reader(scene.slack(), scene.installation, scene.house)
    assert members("S1") == ("ana", "eve")
    assert members("S404") == ()


def click(card: JSON, **fields: Any) -> JSON:
    place = {"type": "message", "channel_id": "CPAY", "message_ts": card["ts"]}
    actions = [{"action_id": "approve", "value": "CR-1:1"}]
    plain = {"type": "block_actions", "trigger_id": "1.2.3", "container": place}
    return {**plain, "actions": actions, **fields}


OF_ORG = {"id": ORG, "name": "Organisation"}
OURS = {"id": TEAM, "domain": "example"}
CLICKS = [  # installed to, fields of the click, does it count
    (WORKSPACE, {"team": OURS, "user": {"id": "UANA", "team_id": TEAM}}, True),
    (WORKSPACE, {"team": OURS, "user": {"id": "UANA"}}, True),
    (WORKSPACE, {"team": OURS, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}}, False),
    (WORKSPACE, {"team": OURS, "user": {"id": "UOLGA"}}, False),
    (WORKSPACE, {"team": {"id": OTHER_TEAM}, "user": {"id": "UANA", "team_id": TEAM}}, False),
    (WORKSPACE, {"team": None, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}}, False),
    (WORKSPACE, {"team": None, "user": {"id": "UANA"}}, False),
    (WORKSPACE, {"team": OURS, "user": {"id": "UANA", "team_id": OTHER_TEAM}}, False),
    (GRID, {"team": OURS, "enterprise": OF_ORG, "user": {"id": "UANA", "team_id": TEAM}}, True),
    (GRID, {"team": OURS, "enterprise": OF_ORG, "user": {"id": "UANA", "team_id": ORG}}, True),
    (GRID, {"team": OURS, "enterprise": OF_ORG, "user": {"id": "UOLGA"}}, False),
    (GRID, {"team": OURS, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}}, False),
    (GRID, {"team": {"id": OTHER_TEAM}, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}}, False),
    (ORG_WIDE, {"team": None, "enterprise": OF_ORG, "user": {"id": "UANA"}}, True),
    (
        ORG_WIDE,
        {"team": None, "enterprise": OF_ORG, "user": {"id": "UANA", "team_id": TEAM}},
        True,
    ),
    (ORG_WIDE, {"team": OURS, "enterprise": OF_ORG, "user": {"id": "UANA"}}, True),
    (
        ORG_WIDE,
        {"team": None, "enterprise": OF_ORG, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}},
        False,
    ),
    (ORG_WIDE, {"team": None, "enterprise": None, "user": {"id": "UANA"}}, False),
    (
        ORG_WIDE,  # Bolt then takes the clicker's workspace for the one we are installed in
        {"team": None, "enterprise": None, "user": {"id": "UOLGA", "team_id": OTHER_TEAM}},
        False,
    ),
    (
        ORG_WIDE,
        {"team": None, "enterprise": {"id": OTHER_ORG}, "user": {"id": "UOLGA"}},
        False,
    ),
    (ORG_WIDE, {"team": {"id": OTHER_TEAM}, "user": {"id": "UOLGA"}}, False),
]


@pytest.mark.parametrize(("install", "fields", "counts"), CLICKS)
def test_whose_click_counts(
    theatres: dict[str, Theatre], tmp_path: Path, install: str, fields: JSON, *, counts: bool
) -> None:
    with theatres[install].scene(tmp_path) as scene:
        assert scene.request("ben")["ok"]
        scene.settle()
        (card,) = scene.cards()
        is_wide = {"is_enterprise_install": install == ORG_WIDE, "api_app_id": "A0001"}
        body, knocker = json.dumps(click(card, **fields, **is_wide)).encode(), Knocker(scene)
        assert knocker.post(body, JSON_TYPE | knocker.signed(body)).status_code == 200
        assert decisions(scene) == (("ana",) if counts else ())


def test_a_form_that_was_opened_in_a_shared_channel_is_not_taken_from_an_outsider(
    requested: Stage,
) -> None:
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": "reject",
        "private_metadata": "CR-1:1",
        "app_installed_team_id": TEAM,
        "blocks": [{"type": "input", "block_id": "reason"}],
        "state": {"values": {"reason": {"reason": {"value": "No."}}}},
    }
    sent = {"type": "view_submission", "view": view, "api_app_id": "A0001"}
    for user in ({"id": "UOLGA", "team_id": OTHER_TEAM}, {"id": "UOLGA"}):
        body = json.dumps(sent | {"team": {"id": OTHER_TEAM}, "user": user}).encode()
        knocker = Knocker(requested)
        answer = knocker.post(body, JSON_TYPE | knocker.signed(body))
        assert answer.status_code == 200
        assert "another organisation's workspace" in answer.text
    assert decisions(requested) == ()


def test_a_command_of_another_workspace_is_refused(requested: Stage) -> None:
    fields = {"command": "/change", "text": "list", "user_id": "UANA", "team_id": OTHER_TEAM}
    body = urlencode(fields | {"api_app_id": "A0001", "trigger_id": "1.2.3"}).encode()
    knocker = Knocker(requested)
    answer = knocker.post(body, FORM | knocker.signed(body))
    assert "another organisation's workspace" in answer.text


def test_the_id_in_the_organisation_is_enough_to_be_listed_by(org_wide: Stage) -> None:
    scene = org_wide
    people = tuple(replace(one, slack_id="WANA") if one.id == "ana" else one for one in PEOPLE)
    known = builders.facts(the_directory=builders.directory(people, TEAMS))
    scene.org = known.with_standings({})
    assert scene.request("ben")["ok"]
    scene.settle()
    assert scene.click("ana", "approve")["ok"]
    assert decisions(scene) == ("ana",)


def test_the_id_in_the_organisation_goes_before_the_one_in_the_workspace(org_wide: Stage) -> None:
    scene = org_wide
    ids = {"ana": "WANA", "eve": "UANA"}
    people = tuple(replace(one, slack_id=ids.get(one.id, one.slack_id)) for one in PEOPLE)
    known = builders.facts(the_directory=builders.directory(people, TEAMS))
    scene.org = known.with_standings({})
    assert scene.request("ben")["ok"]
    scene.settle()
    scene.click("ana", "approve")
    assert decisions(scene) == ("ana",)


def test_an_organisation_that_does_not_tell_its_workspaces_still_knows_its_people(
    org_wide: Stage,
) -> None:
    scene = org_wide
    scene.fault("auth.teams.list", error="missing_scope")
    assert scene.request("ben")["ok"]
    scene.settle()
    assert scene.installation.here().workspaces == ()
    assert scene.click("ana", "approve")["ok"]
    assert "another organisation's" in str(scene.click("olga", "approve")["seen"])
    assert decisions(scene) == ("ana",)


def test_without_the_list_of_workspaces_no_list_of_one_is_read(org_wide: Stage) -> None:
    scene = org_wide
    with scene.store.transaction() as tx:
        tx.claim_roster("T-GONE", scene.clock.now(), scene.clock.now())
    scene.fault("auth.teams.list", error="missing_scope")
    RosterSync(scene.slack(), scene.installation)(scene.house)
    with scene.store.reading() as reading:
        assert reading.rosters() == ()
    members = group_reader(scene.slack(), scene.installation, scene.house)
    with pytest.raises(Refused, match="in which workspaces"):
        members("S1")


@pytest.mark.parametrize("fault", [{"error": "internal_error"}, {"retry_after": 9}])
def test_a_passing_fault_of_the_list_of_workspaces_is_not_remembered(
    org_wide: Stage, fault: JSON
) -> None:
    scene = org_wide
    scene.fault("auth.teams.list", **fault)
    assert scene.installation.here().asked == ()
    scene.installation.look_again()
    assert scene.installation.here().asked == (TEAM,)
    scene.fault("auth.teams.list", **fault)
    with pytest.raises(NotAuthorizedError):
        scene.installation.look_again()
    assert scene.installation.here().asked == (TEAM,)


def test_a_scope_that_is_given_later_is_noticed_without_a_restart(org_wide: Stage) -> None:
    scene = org_wide
    scene.fault("auth.teams.list", error="missing_scope")
    assert scene.installation.here().workspaces == ()
    scene.installation.look_again()
    assert scene.installation.here().asked == (TEAM,)


def test_all_pages_of_the_list_of_workspaces_are_read(
    org_wide: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = org_wide.sim.workspace
    larger = workspace.team.model_copy(update={"others": ("T2", "T3")})
    definition = workspace.definition.model_copy(update={"team": larger})
    monkeypatch.setattr(workspace, "definition", definition)
    installation = Installation(org_wide.connection, page=1)
    assert installation.here().workspaces == (TEAM, "T2", "T3")


@pytest.fixture
def eve_by_her_other_id(org_wide: Stage) -> Stage:
    """The directory lists Eve, who is of another team, by her id in the organisation."""
    people = tuple(replace(one, slack_id="WEVE") if one.id == "eve" else one for one in PEOPLE)
    org_wide.org = builders.facts(the_directory=builders.directory(people, TEAMS))
    return org_wide


def test_a_member_of_a_private_channel_sees_its_change_by_whichever_id(
    eve_by_her_other_id: Stage,
) -> None:
    scene = eve_by_her_other_id
    assert scene.act("channels", channel="CPAY", action="private")["ok"]
    assert scene.request("ben")["ok"]
    scene.settle()
    assert "CR-1 is waiting" in str(scene.command("eve", "/change show CR-1", channel="CELSE"))


def test_a_group_holds_everybody_by_whichever_id(eve_by_her_other_id: Stage) -> None:
    scene = eve_by_her_other_id
    RosterSync(scene.slack(), scene.installation)(scene.house)
    members = group_reader(scene.slack(), scene.installation, scene.house)
    assert members("S1") == ("ana", "eve")


def test_a_delegate_is_named_by_whichever_id(eve_by_her_other_id: Stage) -> None:
    scene = eve_by_her_other_id
    RosterSync(scene.slack(), scene.installation)(scene.house)
    until = f"{scene.clock.now():%Y}-12-31"
    scene.command("ana", f"/change away until {until} <@UEVE>")
    assert [(one.person, one.delegate) for one in absent(scene.house)] == [("ana", "eve")]


def test_a_direct_message_arrives_by_whichever_id(eve_by_her_other_id: Stage) -> None:
    scene = eve_by_her_other_id
    assert scene.request("eve")["ok"]
    scene.settle()
    assert scene.click("ana", "approve")["ok"]
    assert scene.click("cleo", "approve")["ok"]
    scene.settle()
    assert "CR-1" in str(scene.messages("DEVE", "eve"))
