"""An approval is taken back: undone within moments, recalled with a reason afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.decision import Verb
from chatops.core.verdict import State
from chatops.usecases.chase import chase
from chatops.usecases.read import show
from tests import builders
from tests.slack.stage import Stage, texts
from tests.slack.test_decisions import offered, said
from tests.slack.test_talk import every


@pytest.fixture
def requested(scene: Stage) -> Stage:
    """A request under a policy that lets an approval be undone for 30 seconds."""
    policy = replace(builders.policy(), undo_for=timedelta(seconds=30))
    scene.org = builders.facts(the_policy=policy).with_standings({})
    scene.act("home", user="UANA")  # which opens her direct message with the app
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


def verbs(scene: Stage) -> list[str]:
    return [one.verb.value for one in show(scene.house, "CR-1").change.decisions]


def standing(scene: Stage, message: dict[str, Any]) -> dict[str, Any]:
    """Ana's direct message as it is now."""
    return next(one for one in scene.messages("DANA", "ana") if one["ts"] == message["ts"])


def pressed(scene: Stage, note: dict[str, Any], action: str) -> dict[str, Any]:
    """Press a button of a private message in the card's channel."""
    return scene.act("actions", user="UANA", channel="CPAY", ts=note["ts"], action_id=action)


def test_who_approves_on_the_card_is_offered_undo_privately(requested: Stage) -> None:
    (note,) = requested.click("ana", "approve")["seen"]["ephemeral"]
    assert note["text"].startswith("✅ You approved revision 1 of CR-1. You can undo it until ")
    assert offered(note["blocks"]) == [["undo", "details"]]
    requested.clock.passes(29)
    assert pressed(requested, note, "undo")["ok"]
    assert verbs(requested) == ["approve", "withdraw"]
    (now,) = [one for one in requested.messages("CPAY", "ana") if one["ts"] == note["ts"]]
    assert "You took your approval of CR-1 back" in texts(now["blocks"])
    assert offered(now["blocks"]) == [["details"]]


def test_undo_after_its_time_asks_for_the_reason(requested: Stage) -> None:
    (note,) = requested.click("ana", "approve")["seen"]["ephemeral"]
    requested.clock.passes(31)
    assert pressed(requested, note, "undo")["seen"]["view"]["title"] == "Recall my approval"
    assert verbs(requested) == ["approve"]
    blank = requested.submit("ana", {"reason": "tbd"})["seen"]["errors"]
    assert blank == {"reason": "Say why you take your approval back."}
    assert requested.submit("ana", {"reason": "It leaks."})["ok"]
    last = show(requested.house, "CR-1").change.decisions[-1]
    assert (last.verb, last.comment) == (Verb.WITHDRAW, "It leaks.")


def test_undo_takes_the_condition_back_with_the_approval(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.click_in_view("ana", "condition")
    due = int((requested.clock.now() + timedelta(hours=1)).timestamp())
    assert requested.submit("ana", {"condition": "Watch p99.", "condition_due": due})["ok"]
    requested.settle()
    assert "close" in {one for row in offered(requested.cards()[0]["blocks"]) for one in row}
    assert requested.click_in_view("ana", "undo")["ok"]
    requested.settle()
    (card,) = requested.cards()
    assert "close" not in {one for row in offered(card["blocks"]) for one in row}
    assert "is owed no more" in requested.messages("CPAY")[-1]["text"]
    requested.click("cleo", "details")
    shown = texts(requested.view("cleo")["blocks"])
    assert "Owed no more: condition of “Watch p99.”; Ana took the approval back, " in shown
    requested.clock.passes(7200)
    chase(requested.house)
    requested.settle()
    assert not any("overdue" in one["text"] for one in requested.messages("CPAY"))


def test_who_had_rejected_before_reads_that_the_rejection_stands_again(requested: Stage) -> None:
    requested.click("ana", "reject")
    requested.submit("ana", {"reason": "It leaks."})
    (note,) = requested.click("ana", "approve")["seen"]["ephemeral"]
    pressed(requested, note, "undo")
    (now,) = [one for one in requested.messages("CPAY", "ana") if one["ts"] == note["ts"]]
    assert "Your rejection stands again." in texts(now["blocks"])
    assert show(requested.house, "CR-1").verdict.state is State.BLOCKED


def test_an_old_undo_withdraws_no_rejection(requested: Stage) -> None:
    (note,) = requested.click("ana", "approve")["seen"]["ephemeral"]
    requested.click("ana", "reject")
    requested.submit("ana", {"reason": "It leaks."})
    seen = pressed(requested, note, "undo")
    assert "is a rejection by now" in said(seen)
    assert verbs(requested) == ["approve", "reject"]


def test_details_offers_undo_and_later_recall(requested: Stage) -> None:
    requested.click("ana", "details")
    seen = requested.click_in_view("ana", "approve")
    assert said(seen) == ""  # Details says it itself
    assert "You can undo it until " in texts(requested.view("ana")["blocks"])
    assert requested.click_in_view("ana", "undo")["ok"]
    assert "undo" not in every(requested, "ana")
    assert verbs(requested) == ["approve", "withdraw"]
    requested.click_in_view("ana", "approve")
    requested.clock.passes(31)
    requested.click("ana", "details")
    rows = every(requested, "ana")
    assert "recall" in rows
    assert "undo" not in rows


def test_an_approval_in_a_direct_message_can_be_undone_there(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.settle()
    requested.click("ben", "edit")
    requested.submit("ben", {"title": "Second"})
    requested.settle()
    asked = requested.messages("DANA")[-1]
    place = {"user": "UANA", "channel": "DANA", "ts": asked["ts"]}
    assert requested.act("actions", **place, action_id="approve")["ok"]
    assert offered(standing(requested, asked)["blocks"]) == [["undo", "details"]]
    assert requested.act("actions", **place, action_id="undo")["ok"]
    assert verbs(requested)[-1] == "withdraw"
    assert "You took your approval" in standing(requested, asked)["text"]


def test_nothing_is_offered_for_the_same_click_again_or_a_refused_one(requested: Stage) -> None:
    assert len(requested.click("ana", "approve", repeat=3)["seen"]["ephemeral"]) == 1
    assert "You may not approve" in said(requested.click("ben", "approve"))


def test_who_approved_before_is_told_so_wherever_they_approve_again(requested: Stage) -> None:
    already = "You approved revision 1 of CR-1 already."
    requested.click("ana", "details")
    requested.click_in_view("ana", "approve")
    assert [already in said(requested.click("ana", "approve")) for _ in range(2)] == [True] * 2
    assert len(requested.click("ana", "approve", repeat=3)["seen"]["ephemeral"]) == 1
    assert requested.click_in_view("ana", "approve")["ok"]
    assert already in texts(requested.view("ana")["blocks"])
    assert verbs(requested) == ["approve"]
    requested.fault("chat.postEphemeral", error="fatal_error")
    assert requested.click("ana", "approve")["ok"]


def test_who_confirmed_in_a_direct_message_reads_it_there(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.settle()
    requested.click("ben", "edit")
    requested.submit("ben", {"title": "Second"})
    requested.settle()
    asked = requested.messages("DANA")[-1]
    requested.click("ana", "approve")
    place = {"user": "UANA", "channel": "DANA", "ts": asked["ts"]}
    assert said(requested.act("actions", **place, action_id="approve")) == ""
    assert "You approved revision 2 of CR-1" in standing(requested, asked)["text"]


def test_an_approval_counts_even_if_slack_does_not_take_the_answer(requested: Stage) -> None:
    requested.fault("chat.postEphemeral", error="fatal_error")
    assert requested.click("ana", "approve")["ok"]
    assert verbs(requested) == ["approve"]


def test_a_card_that_only_one_person_sees_offers_undo_beside_it(requested: Stage) -> None:
    (shown,) = requested.command("ana", "/change show CR-1", channel="CELSE")["seen"]["ephemeral"]
    place = {"user": "UANA", "channel": "CELSE"}
    seen = requested.act("actions", **place, ts=shown["ts"], action_id="approve")
    note = next(one for one in seen["seen"]["ephemeral"] if "undo it until" in one["text"])
    assert requested.act("actions", **place, ts=note["ts"], action_id="undo")["ok"]
    assert verbs(requested) == ["approve", "withdraw"]


def test_an_approval_in_app_home_is_offered_undo_in_a_modal(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.act("home", user="UANA")
    home = requested.http.get("/sim/state", params={"user": "UANA"}).json()["home"]
    place = {"user": "UANA", "view_id": home["id"]}
    seen = requested.act("actions", **place, action_id="approve")
    assert seen["ok"]
    assert requested.view("ana")["title"] == "Approved"
    assert requested.click_in_view("ana", "undo")["ok"]
    assert requested.view("ana")["title"] == "Undone"
    assert verbs(requested) == ["approve", "withdraw"]


def test_an_approval_by_the_form_is_offered_undo_in_its_place(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.click_in_view("ana", "condition")
    assert requested.submit("ana", {"reason": "Read it."})["ok"]
    view = requested.view("ana")
    assert view["title"] == "Approved"
    assert offered(view["blocks"]) == [["undo", "details"]]
    assert requested.click_in_view("ana", "undo")["ok"]
    assert verbs(requested) == ["approve", "withdraw"]
