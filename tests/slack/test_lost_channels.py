"""What becomes of a channel in Slack, and where the cards are then; and quiet hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import QuietHours
from chatops.core.revision import Kind
from chatops.usecases.decide import decide
from chatops.usecases.deliver import deliver
from chatops.usecases.reassess import reassess
from chatops.usecases.retry_channels import retry_channels
from tests.slack.stage import Stage, Theatre, filled, texts
from tests.slack.test_decisions import said
from tests.slack.test_visibility import NOTHING as HIDDEN


@pytest.fixture
def shown(slack_theatre: Theatre, tmp_path: Path) -> Iterator[Stage]:
    """A request whose card stands in CPAY; what CPAY does not take goes to CLED."""
    with slack_theatre.scene(tmp_path, fallback="CLED") as scene:
        assert scene.request("ben")["ok"]
        scene.settle()
        yield scene


def becomes(scene: Stage, action: str, channel: str = "CPAY", **more: str) -> None:
    assert scene.act("channels", channel=channel, action=action, **more)["ok"]


def directs(scene: Stage, who: str = "max") -> list[str]:
    return [one["text"] for one in scene.messages(f"D{who.upper()}")]


@pytest.mark.parametrize(
    ("action", "why"),
    [("archive", "CPAY is archived"), ("remove_bot", "bot was taken out of CPAY")],
)
def test_the_card_goes_to_the_fallback_with_its_thread_and_the_director_hears_once(
    shown: Stage, action: str, why: str
) -> None:
    becomes(shown, action)
    shown.settle()
    (card,) = shown.cards("CLED")
    assert "0 of 2 sign-offs" in texts(card["blocks"])
    shown.click("ana", "approve", channel="CLED")
    shown.settle()
    (card,) = shown.cards("CLED")
    assert "1 of 2 sign-offs" in texts(card["blocks"])
    line = shown.messages("CLED")[-1]
    assert line["thread_ts"] == card["ts"]
    assert line["text"].startswith("Ana approved revision 1 of CR-1")
    (told,) = directs(shown)
    assert why in told
    assert "CLED" in told


def test_without_an_event_the_first_message_that_fails_says_it(shown: Stage) -> None:
    with shown.sim.workspace.changing():
        shown.sim.workspace.conversations.archive("CPAY")
    shown.command("ben", "/change request checkout", channel="CLED")
    shown.submit("ben", filled() | {"commit": "b" * 40})
    shown.settle()
    assert len(shown.cards("CLED")) == 2  # the new one, and the one that stood there
    assert len(directs(shown)) == 1
    assert shown.counts()["dead"] == 0


def story(scene: Stage) -> list[str]:
    return [one["text"] for one in scene.messages("CPAY") if one["thread_ts"]]


@pytest.mark.parametrize(("gone", "back"), [("archive", "unarchive"), ("remove_bot", "invite_bot")])
def test_a_channel_that_is_back_shows_its_old_card_as_it_is_now(
    shown: Stage, gone: str, back: str
) -> None:
    (old,) = shown.cards()
    becomes(shown, gone)
    shown.settle()
    shown.click("ana", "approve", channel="CLED")
    shown.settle()
    becomes(shown, back)
    shown.settle()
    card = next(one for one in shown.cards() if one["ts"] == old["ts"])
    assert "1 of 2 sign-offs" in texts(card["blocks"])
    assert story(shown)[-1].startswith("Nothing could be posted here since ")


def test_a_card_that_stood_nowhere_says_on_its_return_that_its_thread_lacks_something(
    secret: Stage,
) -> None:
    becomes(secret, "archive")
    secret.settle()
    for who in ("ana", "cleo"):
        secret.command(who, "/change list", channel="CELSE")  # Slack tells who they are
        decide(secret.house, Decide("CR-1", who, Verb.APPROVE, 1, "slack"))
    secret.settle()
    becomes(secret, "unarchive")
    secret.settle()
    (card,) = secret.cards()
    assert "Approved" in texts(card["blocks"])
    assert story(secret)[-1].endswith("What happened meanwhile is in Details.")


def test_a_card_that_was_over_meanwhile_says_so_on_the_return(shown: Stage) -> None:
    becomes(shown, "archive")
    shown.settle()
    shown.command("ben", "/change cancel CR-1", channel="CLED")
    assert shown.submit("ben", {"reason": "Solved by CR-9."})["ok"]
    shown.settle()
    becomes(shown, "unarchive")
    shown.settle()
    (card,) = shown.cards()
    assert "Cancelled" in texts(card["blocks"])


def test_a_return_that_nobody_told_of_is_found_by_trying(shown: Stage) -> None:
    becomes(shown, "archive")
    shown.settle()
    assert retry_channels(shown.house, shown.courier) == 0
    shown.clock.passes(6 * 3600)
    with shown.sim.workspace.changing():
        place = shown.sim.workspace.conversations.find("CPAY")
        assert place is not None
        shown.sim.workspace.conversations.put(replace(place, is_archived=False))
    assert retry_channels(shown.house, shown.courier) == 1
    shown.settle()
    assert len(shown.cards()) == 1
    assert len(directs(shown)) == 1


def test_a_new_id_is_followed_and_the_card_stays_the_same(shown: Stage) -> None:
    (old,) = shown.cards()
    becomes(shown, "rename_id", new_id="CNEW")
    shown.click("ana", "approve", channel="CNEW")
    shown.settle()
    (card,) = shown.cards("CNEW")
    assert card["ts"] == old["ts"]
    assert "1 of 2 sign-offs" in texts(card["blocks"])
    assert directs(shown) == []


@pytest.fixture
def secret(slack_theatre: Theatre, tmp_path: Path) -> Iterator[Stage]:
    """A request whose card stands in CPAY, which is private and which Eve is not in."""
    with slack_theatre.scene(tmp_path, fallback="CLED") as scene:
        becomes(scene, "unshare")
        becomes(scene, "private")
        becomes(scene, "remove", user="UEVE")
        assert scene.request("ben")["ok"]
        scene.settle()
        yield scene


def later(scene: Stage) -> None:
    """Let what Slack told of channels be forgotten."""
    scene.clock.passes(400)


@pytest.mark.parametrize("action", ["archive", "delete", "remove_bot"])
def test_the_card_of_a_private_channel_never_goes_to_a_public_one(
    secret: Stage, action: str
) -> None:
    becomes(secret, action)
    secret.settle()
    assert secret.messages("CLED") == []
    assert "A public one never stands in for a private one." in directs(secret)[0]
    later(secret)
    assert said(secret.command("eve", "/change show CR-1", channel="CELSE")) == HIDDEN
    assert "CR-1" in said(secret.command("ana", "/change list", channel="CELSE"))


def test_without_an_event_it_goes_nowhere_public_either(secret: Stage) -> None:
    with secret.sim.workspace.changing():
        found = secret.sim.workspace.conversations.find("CPAY")
        assert found is not None
        secret.sim.workspace.conversations.leave(found, secret.sim.workspace.app.bot_user_id)
    secret.command("ben", "/change cancel CR-1", channel="CLED")
    assert secret.submit("ben", {"reason": "Solved by CR-9."})["ok"]
    secret.settle()
    assert secret.messages("CLED") == []
    assert len(directs(secret)) == 1


@pytest.mark.parametrize("action", ["archive", "remove_bot"])
def test_whoever_reads_the_card_in_a_private_fallback_may_use_it(
    secret: Stage, action: str
) -> None:
    becomes(secret, "private", channel="CLED")
    becomes(secret, "remove", channel="CLED", user="USTRANGER")
    becomes(secret, action)
    secret.settle()
    later(secret)
    assert len(secret.cards("CLED")) == 1
    assert secret.click("eve", "details", channel="CLED")["seen"]["view"]["type"] == "modal"
    assert "CR-1" in said(secret.command("eve", "/change list", channel="CELSE"))
    secret.act("channels", channel="CLED", action="remove", user="UEVE")
    assert "CR-1" not in said(secret.command("eve", "/change list", channel="CELSE"))


@pytest.mark.parametrize("action", ["archive", "delete", "remove_bot"])
def test_the_card_of_a_public_channel_may_be_used_where_it_went(shown: Stage, action: str) -> None:
    becomes(shown, action)
    shown.settle()
    later(shown)
    assert shown.click("eve", "details", channel="CLED")["seen"]["view"]["type"] == "modal"
    assert "CR-1" in said(shown.command("eve", "/change list", channel="CELSE"))


def test_a_card_that_stayed_in_a_teams_former_channel_may_be_used_there(shown: Stage) -> None:
    becomes(shown, "private", channel="CLED")
    becomes(shown, "remove", channel="CLED", user="UEVE")
    teams = tuple(replace(one, channel="CLED") for one in shown.org.directory.teams)
    shown.org = replace(shown.org, directory=replace(shown.org.directory, teams=teams))
    later(shown)
    assert shown.click("eve", "details")["seen"]["view"]["type"] == "modal"
    assert "CR-1" in said(shown.command("eve", "/change list", channel="CELSE"))


def test_a_channel_that_is_none_of_ours_is_nobodys_business(shown: Stage) -> None:
    becomes(shown, "invite_bot", channel="CELSE")
    becomes(shown, "archive", channel="CELSE")
    shown.settle()
    assert directs(shown) == []
    with shown.store.reading() as reading:
        assert reading.lost_channels() == {}


def quiet_now(scene: Stage, hours: int = 8) -> None:
    """Let it be quiet in the team's channels for so many hours from now on."""
    now = scene.clock.now().replace(microsecond=0)
    quiet = QuietHours(now.time(), (now + timedelta(hours=hours)).time(), "UTC")
    teams = tuple(replace(one, quiet=quiet) for one in scene.org.directory.teams)
    scene.org = replace(scene.org, directory=replace(scene.org.directory, teams=teams))


def carried(scene: Stage) -> None:
    while deliver(scene.house, scene.courier, limit=20):
        pass


def test_in_quiet_hours_the_card_is_drawn_and_the_lines_come_in_the_morning(
    shown: Stage,
) -> None:
    before = len(shown.messages("CPAY"))
    quiet_now(shown)
    shown.click("ana", "approve")
    carried(shown)
    shown.click("cleo", "approve")
    shown.clock.passes(60)
    reassess(shown.house)
    carried(shown)
    (card,) = shown.cards()
    assert "Approved" in texts(card["blocks"])
    assert len(shown.messages("CPAY")) == before
    assert "is approved" in directs(shown, "ben")[-1]  # people have no quiet hours
    shown.clock.passes(8 * 3600)
    shown.settle()
    lines = [one["text"] for one in shown.messages("CPAY")[before:]]
    assert [one.split()[0] for one in lines[:2]] == ["Ana", "Cleo"]


def test_a_new_card_waits_for_the_morning_and_its_story_with_it(scene: Stage) -> None:
    quiet_now(scene)
    assert scene.request("ben")["ok"]
    carried(scene)
    assert scene.messages("CPAY") == []
    scene.clock.passes(8 * 3600)
    scene.settle()
    (card,) = scene.cards()
    assert [one["thread_ts"] for one in scene.messages("CPAY")] == [None, card["ts"]]


def test_an_emergency_is_never_quiet(scene: Stage) -> None:
    quiet_now(scene)
    assert scene.request("ben", kind=Kind.EMERGENCY.value)["ok"]
    scene.settle()
    assert len(scene.messages("CPAY")) == 2
