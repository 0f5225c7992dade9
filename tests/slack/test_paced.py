"""Reading from Slack within its tiers: who cannot wait is told, who can rests."""

from dataclasses import dataclass, field

import pytest
from slack_sdk.errors import SlackApiError

from chatops.slack.buckets import METHODS, Buckets
from chatops.slack.paced import Paced
from chatops.slack.recall import WaitError
from tests.slack.stage import Stage
from tests.slack.test_decisions import said


@dataclass
class Watch:
    """A clock that only resting moves."""

    seconds: float = 0.0
    rests: list[float] = field(default_factory=list)

    def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.seconds += seconds


def exhaust(slack: Paced, method: str, **arguments: str) -> int:
    """Call until the bucket is empty; return how often it went."""
    for number in range(1000):
        try:
            slack.call(method, **arguments)
        except WaitError:
            return number
    raise AssertionError("there is no end to it")


def test_nobody_calls_faster_than_the_tier(scene: Stage) -> None:
    slack = Paced(scene.connection.client(2), Buckets(lambda: 0.0))
    assert exhaust(slack, "users.info", user="UANA") == METHODS["users.info"].burst
    assert exhaust(slack, "users.list") == METHODS["users.list"].burst


def test_buckets_that_are_shared_are_emptied_by_all(scene: Stage) -> None:
    buckets = Buckets(lambda: 0.0)
    one, other = (Paced(scene.connection.client(2), buckets) for _ in range(2))
    exhaust(one, "users.info", user="UANA")
    assert exhaust(other, "users.info", user="UANA") == 0


def test_who_has_time_rests_instead(scene: Stage) -> None:
    watch = Watch()
    slack = Paced(scene.connection.client(2), Buckets(lambda: watch.seconds), rest=watch.rest)
    calls = METHODS["users.list"].burst + 20
    for _ in range(calls):
        slack.call("users.list")
    assert 58 <= watch.seconds <= 62


def test_slacks_own_no_closes_the_method_for_as_long_as_it_says(scene: Stage) -> None:
    watch = Watch()
    slack = Paced(scene.connection.client(2), Buckets(lambda: watch.seconds))
    scene.fault("users.info", retry_after=30)
    with pytest.raises(SlackApiError):
        slack.call("users.info", user="UANA")
    with pytest.raises(WaitError):
        slack.call("users.info", user="UANA")
    slack.call("users.list")  # the others go on
    watch.seconds = 30.5
    assert slack.call("users.info", user="UANA")["ok"]


def test_who_cannot_be_looked_up_now_reads_when_to_try_again(scene: Stage) -> None:
    scene.fault("users.info", retry_after=30)
    assert not scene.command("ana", "/change list")["ok"]  # Slack itself said no
    assert "try again in 30 seconds" in said(scene.command("ana", "/change list"))
    scene.clock.passes(31)
    assert "No change request is open" in said(scene.command("ana", "/change list"))
