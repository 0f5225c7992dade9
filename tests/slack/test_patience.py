"""Slack is slow: whoever clicks has an answer before their trigger ends, three seconds later."""

from collections.abc import Iterator

import pytest

from chatops.slack import channels, identity
from tests.slack.stage import Clock, Stage, real_clock, theatre
from tests.slack.test_decisions import said
from tests.slack.test_drafts import values
from tests.slack.test_from_message import uses

SLOW = 1.7  # seconds: twice that is too late


class RunningClock(Clock):
    """A clock that does not stand still."""

    @property
    def seconds(self) -> float:
        return real_clock() + self._ahead

    @seconds.setter
    def seconds(self, value: float) -> None:
        self._ahead = value - real_clock()


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A request that waits, looked at after everything Slack told was forgotten."""
    folder = tmp_path_factory.mktemp("slow")
    with theatre(clock=RunningClock()) as house, house.scene(folder) as scene:
        assert scene.request("ben")["ok"]
        scene.settle()
        yield scene


@pytest.fixture(autouse=True)
def forgotten(slow: Stage) -> None:
    slow.clock.passes(max(channels.SECONDS_KNOWN, identity.SECONDS_KNOWN) + 1)


def test_a_click_is_answered_in_time_and_the_next_one_finds_what_was_told_meanwhile(
    slow: Stage,
) -> None:
    slow.fault("conversations.info", delay=SLOW)
    slow.fault("users.info", delay=SLOW, times=2)
    first = slow.click("ana", "details")
    assert first["ok"], first
    assert "Slack takes long to say who you are" in said(first)
    second = slow.click("ana", "details")
    assert second["seen"]["view"] is not None, second


def test_the_form_for_a_message_opens_without_the_link_that_comes_too_late(slow: Stage) -> None:
    slow.fault("users.info", delay=SLOW)
    slow.fault("chat.getPermalink", delay=SLOW)
    assert uses(slow, "Please raise the limit")["ok"]
    found = values(slow)
    assert (found["link"], found["description"]) == (None, "Please raise the limit")


def test_a_channel_that_slack_was_too_slow_about_is_asked_for_again(slow: Stage) -> None:
    slow.fault("users.info", delay=SLOW)
    slow.fault("conversations.info", delay=SLOW)
    assert "There is no change CR-1" in said(slow.command("eve", "/change show CR-1"))
    assert "Raise the retry limit" in said(slow.command("eve", "/change show CR-1"))


def test_what_slack_tells_by_itself_may_take_its_time(slow: Stage) -> None:
    slow.fault("users.info", delay=SLOW)
    told = {"id": "UANA", "team_id": "T0001", "tz": "Asia/Tokyo"}
    seen = slow.act("events", type="user_change", user=told)
    assert [one["status"] for one in seen["deliveries"]] == [200]
