"""Events that are made to happen, and their effect on the workspace itself."""

import pytest

from tests.simulator.bench import Bench
from tests.simulator.kit import JSON


def test_a_changed_user_is_changed_everywhere(bench: Bench, received: list[JSON]) -> None:
    bench.sim("events", type="user_change", user="U2", deleted=True)
    assert received[0]["event"]["user"]["deleted"] is True
    assert bench.client.users_info(user="U2")["user"]["deleted"] is True
    (ben,) = [one for one in bench.state()["users"] if one["id"] == "U2"]
    assert ben["deleted"] is True


def test_an_archived_channel_takes_no_messages(bench: Bench) -> None:
    bench.sim("events", type="channel_archive", channel="C1")
    wrong = bench.sim("messages", 400, user="U1", channel="C1", text="x")
    assert wrong["error"] == "general is archived."


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
        {"type": "subteam_members_changed", "subteam_id": "S0"},
        {"type": "channel_archive", "channel": "C0"},
        {"user": "U1"},
    ],
)
def test_events_about_nothing_are_refused(bench: Bench, event: JSON) -> None:
    assert "error" in bench.sim("events", 400, **event)
