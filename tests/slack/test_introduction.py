"""The app introduces itself to a channel to which it is invited: once, and truly."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chatops.core.events_talk import BotInvited
from chatops.core.systems import Registry
from chatops.slack.views.story import channel_line
from chatops.usecases.tidy import tidy
from tests import builders
from tests.slack.stage import Stage, Theatre, texts


def invite(scene: Stage, channel: str) -> dict[str, Any]:
    return scene.act("channels", channel=channel, action="invite_bot")


def test_it_says_once_what_it_will_post(scene: Stage) -> None:
    assert invite(scene, "CELSE")["ok"]
    scene.settle()
    (message,) = scene.messages("CELSE")
    said = texts(message["blocks"])
    assert "I will post nothing here" in said
    assert "CELSE" in said
    assert "/change help" in said
    assert message["text"].startswith("Hello.")
    assert scene.act("channels", channel="CELSE", action="remove_bot")["ok"]
    scene.clock.passes(30 * 86_400)
    tidy(scene.house)
    assert invite(scene, "CELSE")["ok"]
    scene.settle()
    assert len(scene.messages("CELSE")) == 1


def test_somebody_else_who_joins_is_not_greeted(scene: Stage) -> None:
    assert scene.act("channels", channel="CPAY", action="remove", user="UEVE")["ok"]
    assert scene.act("channels", channel="CPAY", action="invite", user="UEVE")["ok"]
    scene.settle()
    assert scene.messages("CPAY") == []


def test_invited_to_the_fallback_it_says_so(slack_theatre: Theatre, tmp_path: Path) -> None:
    with slack_theatre.scene(tmp_path, fallback="CELSE") as scene:
        assert invite(scene, "CELSE")["ok"]
        scene.settle()
        (message,) = scene.messages("CELSE")
    assert "takes no messages any more go here" in texts(message["blocks"])


def said(channel: str, by: str = "", **fields: Any) -> str:
    facts = replace(builders.facts(), **fields)
    message = channel_line(BotInvited(channel, by), None, facts, "loud::1")
    assert message.text
    return texts(message.blocks)


def test_the_channel_of_a_team_hears_whose_systems_stand_there() -> None:
    (team, *_) = builders.TEAMS
    registry = builders.facts().registry
    names = [one.name for one in registry.systems if one.team == team.id]
    text = said(team.channel)
    assert team.name in text
    assert all(one in text for one in names)
    assert "Whoever keeps the directory file can name another channel" in text


def test_a_systems_own_channel_counts_too() -> None:
    (system, *_) = builders.facts().registry.systems
    text = said("COWN", registry=Registry((replace(system, channel="COWN"),)))
    assert f"1 system ({system.name})" in text


def test_many_systems_are_counted_and_a_few_named() -> None:
    (system, *_) = builders.facts().registry.systems
    many = Registry(
        tuple(replace(system, id=f"s{n}", name=f"S{n}", channel="COWN") for n in range(500))
    )
    text = said("COWN", registry=many)
    assert "500 systems" in text
    assert "492 others" in text
    assert len(text) < 600


def test_the_fallback_hears_that_cards_of_lost_channels_go_there() -> None:
    event = BotInvited("CFALL", "", is_fallback=True)
    text = texts(channel_line(event, None, builders.facts(), "loud::1").blocks)
    assert "Cards whose own channel takes no messages any more go here." in text
    assert "nothing here" not in text
    (team, *_) = builders.TEAMS
    event = BotInvited(team.channel, "", is_fallback=True)
    text = texts(channel_line(event, None, builders.facts(), "loud::1").blocks)
    assert "go here. By the directory" in text


def test_who_invited_it_is_thanked() -> None:
    blocks = channel_line(BotInvited("CX", "ana"), None, builders.facts(), "loud::1").blocks
    assert {"type": "user", "user_id": "UANA"} in blocks[0]["elements"][0]["elements"]
    assert "Thank you" not in said("CX")


@pytest.mark.parametrize("problem", ["directory.yml cannot be read."])
def test_an_unreadable_directory_promises_nothing(problem: str) -> None:
    assert "cannot say what I will post" in said("CX", problems=(problem,))
