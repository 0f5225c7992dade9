"""Lists in Slack: a page at a time, turned in place."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.page import Page
from chatops.core.queues import Queue
from chatops.core.request import Open
from chatops.simulator.blocks import check_message
from chatops.slack.views.queues import TITLE
from chatops.slack.views.rows import LISTS, listing, turn
from chatops.usecases.decide import decide
from chatops.usecases.open_change import open_change
from tests import builders
from tests.slack.stage import JSON, Stage, texts
from tests.slack.test_decisions import offered, said
from tests.slack.test_golden import FACTS, PENDING


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


ROW = (PENDING, builders.judged(PENDING, FACTS))


@pytest.mark.parametrize("rows", [(), (ROW,)], ids=["empty", "with a row"])
def test_that_others_were_not_looked_at_is_said(rows: tuple[Any, ...]) -> None:
    page = Page(rows, FACTS, 1, 1, len(rows), is_cut=True)
    assert "only the oldest 200 were looked at" in texts(listing("queue", page).blocks)
    assert "Only the newest 200" in texts(listing("list", page).blocks)
    whole = replace(page, is_cut=False)
    assert not any("200" in texts(listing(word, whole).blocks) for word in LISTS)


@pytest.mark.parametrize("rows", [(), (ROW,)], ids=["empty", "with a row"])
def test_what_was_left_out_because_it_is_snoozed_is_counted(rows: tuple[Any, ...]) -> None:
    page = Page(rows, FACTS, 1, 1, len(rows), snoozed=2)
    assert "2 changes that you snoozed are left out." in texts(listing("queue", page).blocks)


def test_an_empty_list_offers_to_request_a_change(scene: Stage) -> None:
    answers = [answered(scene, f"/change {word}") for word in LISTS]
    assert [offered(one["blocks"]) for one in answers] == [[["request"]]] * len(LISTS)
    (shown, *_) = answers
    place = {"user": "UANA", "channel": "CELSE", "ts": shown["ts"]}
    opened = scene.act("actions", **place, action_id="request")["seen"]["view"]
    assert opened["title"] == "Request a change"
    unreadable = Page((), replace(FACTS, problems=("No policy.",)), 1, 1, 0)
    assert offered(listing("queue", unreadable).blocks) == []


def test_help_opens_the_form_and_each_list_in_place(scene: Stage) -> None:
    scene.request("ben")
    shown = answered(scene, "/change help")
    lists = ["rows_queue", "rows_mine", "rows_list"]
    assert offered(shown["blocks"]) == [["request"], lists]
    place = {"user": "UANA", "channel": "CELSE", "ts": shown["ts"]}
    assert scene.act("actions", **place, action_id="request")["seen"]["view"]
    titles = {
        "rows_queue": "You can sign these off (1)",
        "rows_mine": "You have no open change request",
        "rows_list": "Open changes (1)",
    }
    for action, title in titles.items():
        shown = answered(scene, "/change help")
        assert scene.act("actions", **(place | {"ts": shown["ts"]}), action_id=action)["ok"]
        (now,) = [one for one in scene.messages("CELSE", "ana") if one["ts"] == shown["ts"]]
        assert title in texts(now["blocks"])


def answered(scene: Stage, command: str) -> JSON:
    """What Ana is answered where the app is no member."""
    (shown,) = scene.command("ana", command, channel="CELSE")["seen"]["ephemeral"]
    found: JSON = shown
    return found


@pytest.mark.parametrize("value", ["", "list", "list:x", "all:1", "list:1:2", "list:9999999"])
def test_only_our_own_values_are_taken(value: str) -> None:
    with pytest.raises(ValueError, match="buttons"):
        turn(value)
    assert turn("mine:12") == ("mine", 12)


def test_the_queue_ends_with_what_waits_for_each_senior(scene: Stage) -> None:
    scene.request("ben")
    for who in ("cleo", "eve"):  # Cleo is asked as well, but is no senior; Eve could not sign
        shown = answered_to(scene, who, "/change queue")
        last = texts([shown["blocks"][-1]])
        assert last == f"{TITLE}Ana: 1 change"
        assert shown["text"].endswith(f"{TITLE}: Ana: 1 change.")
    assert TITLE not in texts(answered_to(scene, "ana", "/change list")["blocks"])
    decide(scene.house, Decide("CR-1", "ana", Verb.APPROVE, 1, "slack"))
    assert TITLE not in texts(answered_to(scene, "ana", "/change queue")["blocks"])


def answered_to(scene: Stage, who: str, command: str) -> JSON:
    (shown,) = scene.command(who, command, channel="CELSE")["seen"]["ephemeral"]
    found: JSON = shown
    return found


@pytest.mark.parametrize("rows", [(), (ROW,) * 10], ids=["empty", "full"])
def test_of_many_queues_the_longest_are_shown(rows: tuple[Any, ...]) -> None:
    queues = [Queue(f"somebody <@U{number}> & *else*" * 9, 99 - number) for number in range(90)]
    message = listing("queue", Page(rows, FACTS, 1, 1, len(rows)), queues)
    _, listed = message.blocks[-1]["elements"]
    assert len(listed["elements"]) == 11
    assert texts(listed["elements"][-1:]) == "and 80 more seniors"
    assert check_message(message.blocks) is None
    assert "<" not in message.text
    assert len(message.text) < 9000
