"""What Slack says of channels is remembered, but not past its time and not past news."""

import threading

import pytest

from chatops.slack.buckets import Buckets
from chatops.slack.channels import PATIENCE, SECONDS_KNOWN, SECONDS_UNKNOWN, Channels
from chatops.slack.connection import IN_REQUEST_SECONDS
from chatops.slack.paced import Paced
from tests.slack.stage import Stage


@pytest.fixture
def channels(scene: Stage) -> Channels:
    client = scene.connection.client(IN_REQUEST_SECONDS)
    monotonic = lambda: scene.clock.seconds  # noqa: E731 - a clock
    return Channels(Paced(client, Buckets(monotonic)), monotonic)


def test_public_and_private(scene: Stage, channels: Channels) -> None:
    look = channels.look()
    assert look.is_public("CPAY")
    assert look.has("CPAY", {"UANA"})
    assert not look.has("CPAY", {"UNOBODY"})
    scene.act("channels", channel="CLED", action="private")
    assert not look.is_public("CLED")
    assert look.has("CLED", {"UNOBODY", "UANA"})
    assert not look.is_public("CNOWHERE")
    assert not look.has("CNOWHERE", {"UANA"})


def test_it_is_remembered_for_five_minutes(scene: Stage, channels: Channels) -> None:
    assert channels.look().is_public("CLED")
    scene.act("channels", channel="CLED", action="private")
    scene.clock.passes(SECONDS_KNOWN - 1)
    assert channels.look().is_public("CLED")
    scene.clock.passes(2)
    assert not channels.look().is_public("CLED")


def test_news_of_a_channel_end_what_was_remembered_of_it_alone(
    scene: Stage, channels: Channels
) -> None:
    for one in ("CLED", "CPAY"):
        assert channels.look().is_public(one)
        assert channels.look().has(one, {"UEVE"})
        scene.act("channels", channel=one, action="private")
        scene.act("channels", channel=one, action="remove", user="UEVE")
    channels.forget("CLED")
    assert not channels.look().is_public("CLED")
    assert not channels.look().has("CLED", {"UEVE"})
    assert channels.look().is_public("CPAY")
    assert channels.look().has("CPAY", {"UEVE"})


def test_what_slack_does_not_tell_is_unknown_and_soon_asked_again(
    scene: Stage, channels: Channels
) -> None:
    scene.fault("conversations.info", error="internal_error")
    assert not channels.look().is_public("CPAY")
    assert not channels.look().is_public("CPAY")
    scene.clock.passes(SECONDS_UNKNOWN + 1)
    assert channels.look().is_public("CPAY")


def test_a_person_does_not_wait_for_many_channels(scene: Stage, channels: Channels) -> None:
    look = channels.look()
    assert look.is_public("CPAY")
    scene.clock.passes(PATIENCE)
    assert not look.is_public("CLED")
    assert look.is_public("CPAY")
    assert channels.look().is_public("CLED")


def test_an_empty_bucket_is_no_answer_and_no_error(scene: Stage) -> None:
    buckets = Buckets(lambda: scene.clock.seconds)
    buckets.close("conversations.info", 60)
    client = scene.connection.client(IN_REQUEST_SECONDS)
    found = Channels(Paced(client, buckets), lambda: scene.clock.seconds)
    assert not found.look().is_public("CPAY")


class Slow:
    """A Slack whose answer is under way while news arrive."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.is_private = False

    def call(self, method: str, **_: object) -> dict[str, object]:
        answer: dict[str, object] = {"channel": {"is_channel": True, "is_private": self.is_private}}
        self.asked.set()
        self.go_on.wait(5)
        return answer if method == "conversations.info" else {}


def test_an_answer_that_news_overtook_is_not_remembered() -> None:
    slow = Slow()
    channels = Channels(slow, lambda: 0.0)  # type: ignore[arg-type]  # it is asked in the same way
    asking = threading.Thread(target=channels.info, args=("C1",))
    asking.start()
    assert slow.asked.wait(5)
    slow.is_private = True
    channels.forget("C1")
    slow.go_on.set()
    asking.join()
    assert not channels.look().is_public("C1")


def test_whether_a_channel_is_public_is_asked_now_and_unknown_where_others_share_it(
    scene: Stage, channels: Channels
) -> None:
    assert [channels.is_public(one) for one in ("CPAY", "CLED", "CNOWHERE")] == [True, True, None]
    for one in ("CPAY", "CLED"):
        scene.act("channels", channel=one, action="private")
    assert [channels.is_public(one) for one in ("CPAY", "CLED")] == [None, False]
    scene.fault("conversations.info", error="internal_error")
    assert channels.is_public("CLED") is None
