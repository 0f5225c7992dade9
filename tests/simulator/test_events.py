"""Events that are made to happen, and their effect on the workspace itself."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.simulator.bench import Bench, bench_of, changed
from tests.simulator.kit import JSON


def test_a_changed_user_is_changed_everywhere(bench: Bench, received: list[JSON]) -> None:
    bench.sim("events", type="user_change", user="U2", deleted=True)
    assert received[0]["event"]["user"]["deleted"] is True
    assert bench.client.users_info(user="U2")["user"]["deleted"] is True
    (ben,) = [one for one in bench.state()["users"] if one["id"] == "U2"]
    assert ben["deleted"] is True


def test_somebody_new_is_there_from_then_on(bench: Bench, received: list[JSON]) -> None:
    new = {"id": "U7", "name": "ida", "real_name": "Ida", "tz": "Europe/Berlin"}
    bench.sim("events", type="team_join", user=new)
    assert received[0]["event"]["user"]["tz"] == "Europe/Berlin"
    assert bench.client.users_info(user="U7")["user"]["real_name"] == "Ida"


def test_an_archived_channel_takes_no_messages(bench: Bench) -> None:
    bench.sim("events", type="channel_archive", channel="C1")
    wrong = bench.sim("messages", 400, user="U1", channel="C1", text="x")
    assert wrong["error"] == "general is archived."


def test_an_edited_group_tells_who_came_and_went_and_what_it_is_now(
    bench: Bench, received: list[JSON]
) -> None:
    bench.sim("groups", group="S1", users=["U2", "U9"])
    assert bench.client.usergroups_users_list(usergroup="S1")["users"] == ["U2", "U9"]
    told = {one["event"]["type"]: one["event"] for one in received}
    members, group = told["subteam_members_changed"], told["subteam_updated"]["subteam"]
    assert (members["added_users"], members["removed_users"]) == (["U9"], ["U1"])
    assert (group["id"], group["users"], group["date_delete"]) == ("S1", ["U2", "U9"], 0)


def test_a_group_that_is_switched_off_has_no_members_to_tell(bench: Bench) -> None:
    bench.sim("groups", group="S1", disabled=True)
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        bench.client.usergroups_users_list(usergroup="S1")


def test_an_app_hears_only_of_what_it_subscribed_to() -> None:
    with bench_of(changed(bot_events=())) as bench:
        assert bench.sim("groups", group="S1", users=["U2"])["deliveries"] == []


@pytest.mark.parametrize("edit", [{"group": "S0"}, {"group": "S1", "users": ["U0"]}])
def test_a_group_or_a_member_that_is_not_there_is_refused(bench: Bench, edit: JSON) -> None:
    assert "There is no user" in bench.sim("groups", 400, **edit)["error"]


@pytest.mark.usefixtures("received")
def test_any_other_event_is_delivered_as_it_is(bench: Bench, received: list[JSON]) -> None:
    bench.sim("events", type="channel_shared", channel="C1", connected_team_id="T9")
    event = received[0]["event"]
    assert (event["type"], event["connected_team_id"]) == ("channel_shared", "T9")
    assert event["event_ts"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "user_change", "user": "U0"},
        {"type": "team_join", "user": {"id": "U1", "name": "ana", "real_name": "Ana"}},
        {"type": "team_join", "user": "U7"},
        {"type": "subteam_members_changed", "subteam_id": "S0"},
        {"type": "subteam_updated", "subteam": {"id": "S0"}},
        {"type": "channel_archive", "channel": "C0"},
        {"user": "U1"},
    ],
)
def test_events_about_nothing_are_refused(bench: Bench, event: JSON) -> None:
    assert "error" in bench.sim("events", 400, **event)
