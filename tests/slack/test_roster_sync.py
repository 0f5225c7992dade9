"""Everybody in the workspace is read from Slack within its limits; what is new counts at once."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web import SlackResponse

from chatops.core.people import Standing
from chatops.simulator.definition import User
from chatops.slack.buckets import Buckets
from chatops.slack.paced import Paced
from chatops.slack.roster_sync import PAGE, TICK, RosterSync
from chatops.usecases.read import show
from chatops.usecases.reassess import reassess
from chatops.usecases.sync_people import EVERY
from tests import builders
from tests.slack.stage import PEOPLE, TEAM, TEAMS, Stage, definition, theatre


def standings(scene: Stage, *people: str) -> dict[str, Standing]:
    with scene.store.reading() as reading:
        return reading.standings(people)


def sync(scene: Stage, page: int = 200) -> RosterSync:
    return RosterSync(scene.slack(), scene.installation, page=page)


def read_all(scene: Stage, page: int = 200) -> int:
    """Let the ticks run until everybody was read; return how many it took."""
    reader = sync(scene, page)
    for turn in range(1, 100):
        reader(scene.house)
        scene.clock.passes(TICK.total_seconds())
        with scene.store.reading() as reading:
            if all(one.ended_at for one in reading.rosters()):
                return turn
    raise AssertionError("it did not end")


@pytest.mark.parametrize("page", [200, 3])
def test_everybody_of_the_directory_is_known_afterwards(scene: Stage, page: int) -> None:
    turns = read_all(scene, page)
    people = scene.sim.workspace.people.all()
    ours = [one for one in people if not scene.sim.workspace.people.is_external(one)]
    assert turns == -(-len(ours) // page)
    known = standings(scene, *(one.id for one in PEOPLE))
    assert known["ana"] is Standing.FULL
    assert known["gil"] is Standing.GUEST
    assert "olga" not in known  # of another workspace: only asked about when she acts
    with scene.store.reading() as reading:
        assert scene.house.facts_for((), reading, "ana").zone("ana") == "Etc/UTC"


def test_ten_thousand_people_are_read_as_fast_as_slack_allows_and_no_faster(
    tmp_path: Path,
) -> None:
    plain = definition(rate_limits=True)
    many = ({"id": f"U{n:05}", "name": f"u{n}", "real_name": f"User {n}"} for n in range(10_000))
    users = (*plain.users, *map(User.model_validate, many))
    described = plain.model_copy(update={"users": users})
    with theatre(described=described) as large, large.scene(tmp_path) as scene:
        ours = [one for one in scene.sim.workspace.people.all() if one.id != "UOLGA"]
        began = scene.clock.seconds
        pages = read_all(scene)
        assert pages == -(-len(ours) // PAGE) == 51  # so Slack refused none of them
        assert scene.clock.seconds - began < 180
        assert standings(scene, "ana", "gil") == {"ana": Standing.FULL, "gil": Standing.GUEST}


def test_a_deactivation_that_nobody_told_is_found_and_the_work_moves(scene: Stage) -> None:
    read_all(scene)
    assert scene.request("ben")["ok"]
    (leaver, *_) = show(scene.house, "CR-1").change.asked
    scene.sim.workspace.people.change(f"U{leaver.upper()}", deleted=True)
    scene.clock.passes(EVERY.total_seconds())
    sync(scene)(scene.house)
    assert standings(scene, leaver) == {leaver: Standing.DEACTIVATED}
    reassess(scene.house)
    assert leaver not in show(scene.house, "CR-1").change.asked


class FewUsers(Paced):
    """A workspace that answers users.list with these members."""

    def __init__(self, scene: Stage, members: list[Any]) -> None:
        super().__init__(scene.connection.client(2), Buckets(lambda: scene.clock.seconds))
        self.members = members

    def call(self, method: str, **arguments: Any) -> Any:
        assert (method, arguments["cursor"]) == ("users.list", None)
        answer = {"ok": True, "members": self.members}
        return SlackResponse(
            client=None,
            http_verb="GET",
            api_url=method,
            req_args={},
            data=answer,
            headers={},
            status_code=200,
        )


@pytest.mark.parametrize("odd", [{"name": "no id"}, {"id": "UEVE", "deleted": "?"}, None, "UEVE"])
def test_an_account_that_cannot_be_read_keeps_nobody_else_out(
    scene: Stage, odd: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ana, ben = ({"id": one, "team_id": TEAM} for one in ("UANA", "UBEN"))
    RosterSync(FewUsers(scene, [ana, odd, ben]), scene.installation)(scene.house)
    assert standings(scene, "ana", "ben", "eve") == {"ana": Standing.FULL, "ben": Standing.FULL}
    with scene.store.reading() as reading:
        assert [one.ended_at for one in reading.rosters()] == [scene.clock.now()]
    (told,) = caplog.records
    assert (told.message, told.__dict__["number"]) == ("slack.unreadable_member", 2)
    assert "UEVE" not in str(told.__dict__)


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ({"retry_after": 30}, 30),
        ({"error": "fatal_error"}, 60),
        ({"status": 503}, 60),
        ({"drop_after": True}, 60),
    ],
)
def test_a_page_that_slack_does_not_give_is_read_again_later(
    scene: Stage, fault: dict[str, Any], wait: int
) -> None:
    reader = sync(scene, page=3)
    reader(scene.house)
    scene.clock.passes(TICK.total_seconds())
    scene.fault("users.list", **fault)
    reader(scene.house)
    with scene.store.reading() as reading:
        (roster,) = reading.rosters()
    assert roster.cursor != ""
    assert (roster.due_at - scene.clock.now()).total_seconds() == wait
    scene.clock.passes(wait + 1)
    assert read_all(scene, page=3) > 1


def test_a_cursor_that_slack_forgot_begins_anew(scene: Stage) -> None:
    reader = sync(scene, page=3)
    reader(scene.house)
    scene.clock.passes(TICK.total_seconds())
    scene.fault("users.list", error="invalid_cursor")
    reader(scene.house)
    with scene.store.reading() as reading:
        (roster,) = reading.rosters()
    assert (roster.cursor, roster.ended_at) == ("", None)


def two_accounts(scene: Stage) -> None:
    """Ana has another account besides UANA: that of the stranger."""
    people = tuple(
        replace(one, other_slack_ids=("USTRANGER",)) if one.id == "ana" else one for one in PEOPLE
    )
    scene.org = builders.facts(the_directory=builders.directory(people, TEAMS)).with_standings({})


@pytest.mark.parametrize("gone", ["UANA", "USTRANGER"])
def test_somebody_with_two_accounts_stands_as_the_better_of_them(scene: Stage, gone: str) -> None:
    two_accounts(scene)
    scene.sim.workspace.people.change(gone, deleted=True)
    read_all(scene)
    assert standings(scene, "ana") == {"ana": Standing.FULL}


def test_somebody_whose_accounts_are_all_closed_is_deactivated(scene: Stage) -> None:
    two_accounts(scene)
    for one in ("UANA", "USTRANGER"):
        scene.sim.workspace.people.change(one, deleted=True)
    read_all(scene)
    assert standings(scene, "ana") == {"ana": Standing.DEACTIVATED}


def test_where_slack_does_not_tell_of_the_other_account_nothing_is_written(scene: Stage) -> None:
    two_accounts(scene)
    for one in ("UANA", "USTRANGER"):
        scene.sim.workspace.people.change(one, deleted=True)
    scene.fault("users.info", times=2, error="fatal_error")
    read_all(scene)
    assert standings(scene, "ana") == {}


def test_an_account_becomes_known_when_it_joins(scene: Stage) -> None:
    people = (*PEOPLE, builders.person("nina"))
    scene.org = builders.facts(the_directory=builders.directory(people, TEAMS))
    user = {"id": "UNINA", "name": "nina", "real_name": "Nina"}
    assert scene.act("events", type="team_join", user=user)["ok"]
    assert standings(scene, "nina") == {"nina": Standing.FULL}


def test_a_change_of_status_of_a_known_member_asks_slack_nothing(scene: Stage) -> None:
    read_all(scene)
    scene.fault("users.info", error="fatal_error")
    assert scene.act("events", type="user_change", user={"id": "UANA"})["ok"]
    moved = {"id": "UANA", "tz": "Asia/Tokyo"}
    assert not scene.act("events", type="user_change", user=moved)["ok"]  # this one does


def test_an_event_about_one_of_two_accounts_does_not_deactivate_the_person(scene: Stage) -> None:
    two_accounts(scene)
    for one, standing in (("USTRANGER", Standing.FULL), ("UANA", Standing.DEACTIVATED)):
        read_all(scene)
        assert scene.act("events", type="user_change", user={"id": one, "deleted": True})["ok"]
        assert standings(scene, "ana") == {"ana": standing}


def test_an_event_that_cannot_be_judged_now_is_not_acknowledged_so_slack_repeats_it(
    scene: Stage,
) -> None:
    two_accounts(scene)
    scene.sim.workspace.people.change("USTRANGER", deleted=True)
    scene.fault("users.info", error="fatal_error")
    gone = {"id": "UANA", "deleted": True}
    seen = scene.act("events", type="user_change", user=gone)
    assert 500 in {one["status"] for one in seen["deliveries"]}
    scene.act("events", type="user_change", user=gone)
    assert standings(scene, "ana") == {"ana": Standing.DEACTIVATED}
