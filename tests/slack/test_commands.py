"""The slash command, App Home, and what happens when something goes wrong."""

import logging
from dataclasses import replace

import pytest

from chatops.core.facts import Facts
from tests import builders
from tests.slack.stage import Stage, texts
from tests.slack.test_decisions import said


def test_help_is_for_everybody_and_names_the_nearest_word(scene: Stage) -> None:
    assert "/change queue" in said(scene.command("gil", "/change"))
    answer = said(scene.command("ana", "/change shwo CR-1"))
    assert "There is no “shwo”. Did you mean “show”?" in answer
    assert "<" not in said(scene.command("ana", "/change <!channel>"))


def test_show_answers_with_a_card_whose_buttons_work_even_where_the_app_is_not(
    scene: Stage,
) -> None:
    scene.request("ben")
    scene.settle()
    seen = scene.command("ben", "/change show cr-1", channel="CELSE")
    (card,) = seen["seen"]["ephemeral"]
    assert card["text"].startswith("CR-1 is waiting")
    place = {"channel": "CELSE", "ts": card["ts"], "action_id": "approve"}
    assert "you contributed to it" in said(scene.act("actions", user="UBEN", **place))
    assert "There is no change CR-9 that you can see." in said(
        scene.command("ben", "/change show CR-9")
    )
    assert "Name the change" in said(scene.command("ben", "/change show"))


def test_lists_hold_what_they_promise(scene: Stage) -> None:
    assert "No change request is open" in said(scene.command("ana", "/change list"))
    scene.request("ben")
    for word, who, found in (
        ("list", "eve", True),
        ("mine", "ben", True),
        ("mine", "ana", False),
        ("queue", "ana", True),
        ("queue", "ben", False),
    ):
        assert ("CR-1" in said(scene.command(who, f"/change {word}"))) is found, (word, who)
    assert "What asks you comes first" in str(scene.command("ana", "/change queue"))


def test_home_is_an_inbox(scene: Stage) -> None:
    def home(who: str) -> str:
        assert scene.act("home", user=f"U{who.upper()}")["ok"]
        state = scene.http.get("/sim/state", params={"user": f"U{who.upper()}"}).json()
        return texts(state["home"]["blocks"])

    assert "Nothing waits for you" in home("ana")
    scene.request("ben")
    assert "Waiting for you (1)" in home("ana")
    scene.act("actions", user="UANA", home=True, action_id="request", value="home")
    assert scene.view("ana")["title"] == "Request a change"
    assert "Your changes (1)" in home("ben")
    state = scene.http.get("/sim/state", params={"user": "UANA"}).json()
    seen = scene.act("actions", user="UANA", home=True, action_id="details", value="CR-1:1")
    assert seen["seen"]["view"]["title"] == "CR-1", state


def test_an_inbox_that_nobody_can_judge_is_never_called_empty(scene: Stage) -> None:
    scene.request("ben")
    scene.org = replace(scene.org, policy=None, problems=("The policy cannot be used.",))
    answer = said(scene.command("ana", "/change queue"))
    scene.act("home", user="UANA")
    home = scene.http.get("/sim/state", params={"user": "UANA"}).json()["home"]
    assert "The policy cannot be used. Nothing can be done here until" in answer
    for seen in (answer, texts(home["blocks"])):
        assert "Nothing waits for you" not in seen


class BrokenError(Exception):
    """What a bug raises."""


def test_a_bug_is_slacks_error_for_the_person_and_one_line_for_us(
    scene: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Facts:
        raise BrokenError

    object.__setattr__(scene.house, "facts", broken)
    seen = scene.command("ana", "/change list private-words")
    assert seen["status"] == 500
    assert "/change failed with the error" in seen["error"]
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert record.message == "slack.failed"
    assert "private-words" not in caplog.text


def test_a_token_that_slack_does_not_take_is_never_a_lost_click(scene: Stage) -> None:
    scene.fault("auth.test", error="invalid_auth")
    assert scene.command("ana", "/change list")["status"] == 500
    assert scene.command("ana", "/change list")["ok"]


def test_a_payload_that_no_listener_wants_is_not_acknowledged(scene: Stage) -> None:
    seen = scene.act("events", type="channel_rename", channel="CPAY", user="UANA")
    assert not seen["ok"]


def test_freezes_and_resets_are_told(scene: Stage) -> None:
    assert "No freeze or reset is on" in said(scene.command("ana", "/change freeze"))
    freeze = builders.window("<!here> year end", begins=scene.clock.now(), refuses=True)
    scene.org = replace(scene.org, policy=builders.policy(windows=(freeze,)))
    answer = said(scene.command("ana", "/change freeze"))
    assert "year end: frozen, nothing may go until" in answer
    assert "For every system." in answer
