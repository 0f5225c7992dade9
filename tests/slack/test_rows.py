"""Lists in Slack: a page at a time, turned in place."""

import pytest

from chatops.core.page import Page
from chatops.core.request import Open
from chatops.slack.views.rows import listing, turn
from chatops.usecases.open_change import open_change
from tests import builders
from tests.slack.stage import Stage, texts
from tests.slack.test_decisions import said


def test_a_long_list_is_turned_in_place(scene: Stage) -> None:
    for _ in range(11):
        open_change(scene.house, Open("ben", "cli", builders.draft()))
    seen = scene.command("eve", "/change list", channel="CELSE")
    (first,) = seen["seen"]["ephemeral"]
    assert "Open changes (11), page 1 of 2" in texts(first["blocks"])
    assert "CR-11 ·" in texts(first["blocks"])
    assert "CR-1 ·" not in texts(first["blocks"])
    place = {"user": "UEVE", "channel": "CELSE", "ts": first["ts"]}
    assert scene.act("actions", action_id="rows_on", **place)["ok"]
    second = next(one for one in scene.messages("CELSE", "eve") if one["ts"] == first["ts"])
    assert "page 2 of 2" in texts(second["blocks"])
    assert "CR-1 ·" in texts(second["blocks"])
    assert scene.act("actions", action_id="rows_back", **place)["ok"]
    again = next(one for one in scene.messages("CELSE", "eve") if one["ts"] == first["ts"])
    assert "page 1 of 2" in texts(again["blocks"])


def test_each_list_keeps_to_its_own_when_it_is_turned(scene: Stage) -> None:
    for who in ("ben", "ana") * 11:
        open_change(scene.house, Open(who, "cli", builders.draft()))
    (first,) = scene.command("ben", "/change mine", channel="CELSE")["seen"]["ephemeral"]
    scene.act("actions", user="UBEN", channel="CELSE", ts=first["ts"], action_id="rows_on")
    (second,) = [one for one in scene.messages("CELSE", "ben") if one["ts"] == first["ts"]]
    assert "Your changes (11), page 2 of 2" in texts(second["blocks"])
    assert "CR-1 ·" in texts(second["blocks"])


def test_rows_lead_to_details(scene: Stage) -> None:
    scene.request("ben")
    (shown,) = scene.command("eve", "/change list", channel="CELSE")["seen"]["ephemeral"]
    place = {"user": "UEVE", "channel": "CELSE", "ts": shown["ts"], "action_id": "details"}
    assert scene.act("actions", **place)["seen"]["view"]["title"] == "CR-1"


def test_an_empty_list_says_what_to_do(scene: Stage) -> None:
    assert "Ask for one with /change request" in said(scene.command("ana", "/change mine"))


def test_that_older_ones_were_not_looked_at_is_said() -> None:
    page = Page((), builders.facts(), 1, 1, 0, is_cut=True)
    assert "Only the newest 200" in listing("queue", page).text
    assert "Only the newest 200" in listing("list", page).text


@pytest.mark.parametrize("value", ["", "list", "list:x", "all:1", "list:1:2", "list:9999999"])
def test_only_our_own_values_are_taken(value: str) -> None:
    with pytest.raises(ValueError, match="buttons"):
        turn(value)
    assert turn("mine:12") == ("mine", 12)
