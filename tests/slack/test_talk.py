"""People talk about a change in Slack: ask, answer, hand over, nudge, snooze, cancel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatops.core.change import Change, Status
from chatops.core.incident import Incident
from chatops.core.reporting import TellIncident
from chatops.core.verdict import State
from chatops.usecases.chase import chase
from chatops.usecases.read import show, trail
from chatops.usecases.report_incident import report_incident
from tests import builders
from tests.slack.stage import JSON, PEOPLE, TEAMS, Stage, texts
from tests.slack.test_decisions import offered, said, state_of


@pytest.fixture
def requested(scene: Stage) -> Stage:
    for who in ("UANA", "UBEN", "UCLEO"):
        scene.act("home", user=who)  # which opens their direct message with the app
        scene.command(who[1:].lower(), "/change list", channel="CELSE")
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


def change_of(scene: Stage) -> Change:
    return show(scene.house, "CR-1").change


def every(scene: Stage, who: str) -> set[str]:
    """Every action that the person's Details offers."""
    return {action for row in offered(scene.view(who)["blocks"]) for action in row}


def at_home(scene: Stage, who: str) -> set[str]:
    """Every action that the person's Home offers."""
    scene.act("home", user=f"U{who.upper()}")
    home = scene.http.get("/sim/state", params={"user": f"U{who.upper()}"}).json()["home"]
    return {action for row in offered(home["blocks"]) for action in row}


def in_direct(scene: Stage, who: str, action: str) -> JSON:
    """Press a button of the newest direct message to this person that has it."""
    channel = f"D{who.upper()}"
    message = next(
        one
        for one in reversed(scene.messages(channel))
        if any(action in row for row in offered(one["blocks"]))
    )
    place = {"user": f"U{who.upper()}", "channel": channel, "ts": message["ts"]}
    return scene.act("actions", **place, action_id=action)


def test_a_question_goes_to_the_requester_and_the_answer_comes_back(requested: Stage) -> None:
    assert requested.click("ana", "ask")["seen"]["view"]["title"] == "Ask about CR-1"
    blank = requested.submit("ana", {"text": "\u200b"})["seen"]["errors"]
    assert blank == {"text": "Write something."}
    assert requested.submit("ana", {"text": "Are open <!channel> carts kept?"})["ok"]
    requested.settle()
    (card,) = requested.cards()
    assert "Ana asks: “Are open <!channel> carts kept?”" in texts(card["blocks"])
    thread = requested.messages("CPAY")[-1]
    assert "Ana asks about CR-1" in thread["text"]
    assert in_direct(requested, "ben", "answer")["ok"]
    assert "Are open <!channel> carts kept?" in texts(requested.view("ben")["blocks"])
    assert requested.submit("ben", {"text": "They are."})["ok"]
    requested.settle()
    assert "Ana asks" not in texts(requested.cards()[0]["blocks"])
    told = requested.messages("DANA")[-1]
    assert "Ben answered Ana's question about CR-1: “They are.”" in told["text"]
    refused = in_direct(requested, "ben", "answer")
    assert "Ben has answered this question already" in said(refused)


def test_details_shows_the_question_and_the_button_only_to_who_can_answer(
    requested: Stage,
) -> None:
    requested.click("ana", "ask")
    requested.submit("ana", {"text": "Are open carts kept?"})
    for who, can in (("ben", True), ("cleo", False)):
        requested.click(who, "details")
        view = requested.view(who)["blocks"]
        assert "Are open carts kept?" in texts(view)
        assert (["answer"] in offered(view)) is can
    requested.click("ben", "details")
    assert requested.click_in_view("ben", "answer")["ok"]
    assert requested.submit("ben", {"text": "They are."})["ok"]
    requested.click("cleo", "details")
    assert "They are." in texts(requested.view("cleo")["blocks"])


def test_an_answer_in_a_direct_message_lets_who_asked_decide(requested: Stage) -> None:
    requested.click("ana", "ask")
    requested.submit("ana", {"text": "Are open carts kept?"})
    requested.settle()
    in_direct(requested, "ben", "answer")
    requested.submit("ben", {"text": "They are."})
    requested.settle()
    assert in_direct(requested, "ana", "approve")["ok"]
    assert change_of(requested).decisions[0].person == "ana"


def test_a_sign_off_is_handed_over_to_somebody_who_may_give_it(requested: Stage) -> None:
    requested.click("ana", "details")
    assert requested.click_in_view("ana", "hand_over")["ok"]
    menu = next(one for one in requested.view("ana")["blocks"] if one["block_id"] == "to")
    people = {one["value"]: one["text"]["text"] for one in menu["element"]["options"]}
    assert "ana" not in people
    assert "ben" not in people
    to = next(iter(people))
    assert people[to].startswith(to.capitalize())
    assert "working" in people[to]
    assert requested.submit("ana", {"to": to})["ok"]
    (given,) = change_of(requested).hand_overs
    assert (given.person, given.to) == ("ana", to)
    requested.click("ana", "details")
    assert "handed the sign-off over to" in texts(requested.view("ana")["blocks"])


def test_who_is_asked_for_nothing_cannot_hand_over(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.settle()
    requested.click("ben", "details")
    assert not {"hand_over", "snooze"} & every(requested, "ben")


def test_a_nudge_reminds_those_who_are_asked_once_an_hour(requested: Stage) -> None:
    requested.click("ben", "details")
    assert requested.click_in_view("ben", "nudge")["ok"]
    assert "Reminded: Ana and Cleo." in texts(requested.view("ben")["blocks"])
    requested.settle()
    assert (
        "Ben reminds Ana and Cleo that CR-1 waits for them"
        in (requested.messages("DANA")[-1]["text"])
    )
    again = requested.clock.seconds + 3600
    below = requested.http.get("/sim/state", params={"user": "UBEN"}).json()["views"][-2]["blocks"]
    requested.click("ben", "details")
    for shown in (below, requested.view("ben")["blocks"]):
        assert "nudge" not in {one for row in offered(shown) for one in row}
        told = "They were reminded. You can nudge them again from "
        (note,) = (one for one in shown if told in texts([one]))
        (date,) = (one for one in note["elements"][0]["elements"] if one["type"] == "date")
        assert again <= date["timestamp"] < again + 60
    assert "nudge" not in at_home(requested, "ben")
    requested.clock.passes(3600)
    assert "nudge" in at_home(requested, "ben")
    requested.click("ben", "details")
    assert "nudge" in every(requested, "ben")
    requested.click("ana", "details")
    assert "nudge" not in every(requested, "ana")


def test_a_nudge_counts_even_if_slack_does_not_take_the_answer(requested: Stage) -> None:
    requested.click("ben", "details")
    requested.fault("views.push", error="fatal_error")
    assert requested.click_in_view("ben", "nudge")["ok"]
    assert len(change_of(requested).nudges) == 1


def test_a_snooze_until_a_morning_is_in_the_own_time_zone(requested: Stage) -> None:
    people = tuple(replace(one, zone="Asia/Tokyo") for one in PEOPLE)
    requested.org = replace(requested.org, directory=builders.directory(people, TEAMS))
    requested.click("ana", "details")
    assert requested.click_in_view("ana", "snooze")["ok"]
    assert "Asia/Tokyo" in texts(requested.view("ana")["blocks"])
    assert requested.submit("ana", {"when": "tomorrow"})["ok"]
    (snooze,) = change_of(requested).snoozes
    here = requested.clock.now().astimezone(ZoneInfo("Asia/Tokyo"))
    local = snooze.until.astimezone(ZoneInfo("Asia/Tokyo"))
    assert snooze.person == "ana"
    assert (local.date(), local.hour, local.minute) == (here.date() + timedelta(days=1), 9, 0)
    requested.click("ana", "details")
    assert "You snoozed this until" in texts(requested.view("ana")["blocks"])
    requested.click("cleo", "details")
    assert "You snoozed this until" not in texts(requested.view("cleo")["blocks"])


def test_when_a_snooze_ends_the_person_is_written_to_once(requested: Stage) -> None:
    requested.works_at_any_hour()
    requested.click("ana", "details")
    requested.click_in_view("ana", "snooze")
    assert requested.submit("ana", {"when": "hours"})["ok"]
    requested.settle()
    before = len(requested.messages("DANA"))
    requested.clock.passes(4 * 3600)
    chase(requested.house)
    requested.settle()
    chase(requested.house)
    requested.settle()
    (told,) = requested.messages("DANA")[before:]
    assert told["text"].startswith("1 change waits for your sign-off. CR-1 is ")
    assert "Raise the retry limit" in told["text"]
    assert "You snoozed it until now." in texts(told["blocks"])
    assert offered(told["blocks"]) == [["approve", "details", "snooze"], ["rows_queue"]]
    assert in_direct(requested, "ana", "details")["seen"]["view"]["title"] == "CR-1"
    shown = requested.http.get("/sim/state", params={"user": "UANA"}).json()["home"]
    assert "Snoozed by you" not in texts(shown["blocks"])


def test_a_snooze_until_another_moment_needs_the_moment(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.click_in_view("ana", "snooze")
    missing = requested.submit("ana", {"when": "other"})["seen"]["errors"]
    assert missing == {"until": "Choose a day and a time."}
    late = int((requested.clock.now() + timedelta(days=30)).timestamp())
    refused = requested.submit("ana", {"until": late})["seen"]["errors"]
    assert refused == {"until": "14 days are the most."}
    until = int((requested.clock.now() + timedelta(days=2)).timestamp())
    assert requested.submit("ana", {"until": until})["ok"]
    (snooze,) = change_of(requested).snoozes
    assert snooze.until == datetime.fromtimestamp(until, UTC)


def test_the_requester_cancels_with_a_reason_and_nobody_can_decide_any_more(
    requested: Stage,
) -> None:
    requested.click("ana", "approve")
    requested.settle()
    assert [offered(one["blocks"]) for one in requested.messages("DBEN")] == [[["details"]]]
    requested.click("ben", "details")
    assert requested.click_in_view("ben", "cancel")["seen"]["view"]["title"] == "Cancel CR-1"
    blank = requested.submit("ben", {"reason": "n/a"})["seen"]["errors"]
    assert blank == {"reason": "Say why, for those who were asked."}
    assert requested.submit("ben", {"reason": "Solved <!here> by CR-9."})["ok"]
    assert state_of(requested) is State.CANCELLED
    assert change_of(requested).status is Status.CANCELLED
    requested.settle()
    (card,) = requested.cards()
    assert card["text"].startswith("CR-1 is cancelled")
    assert offered(card["blocks"]) == [["details"]]
    assert "Ben cancelled CR-1: “Solved" in requested.messages("DANA")[-1]["text"]
    requested.click("cleo", "details")
    view = requested.view("cleo")["blocks"]
    assert offered(view) == []
    assert "Solved <!here> by CR-9." in texts(view)


def test_only_those_who_asked_for_it_can_cancel(requested: Stage) -> None:
    requested.click("ana", "details")
    assert "cancel" not in every(requested, "ana")


def test_an_approval_with_a_comment_alone_owes_nothing(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.click_in_view("ana", "condition")
    empty = requested.submit("ana", {})["seen"]["errors"]
    assert empty == {"reason": "Write a comment or a condition. Without either, use Approve."}
    due = int((requested.clock.now() + timedelta(hours=1)).timestamp())
    lonely = requested.submit("ana", {"reason": "Read it.", "condition_due": due})["seen"]["errors"]
    assert lonely == {"condition": "Say what has to be kept until then."}
    assert requested.submit("ana", {"reason": "Read it.", "condition_due": None})["ok"]
    (decision,) = change_of(requested).decisions
    assert decision.comment == "Read it."
    assert change_of(requested).obligations == ()


def test_opening_details_is_noted_before_an_approval(requested: Stage) -> None:
    requested.click("ana", "details")
    requested.click_in_view("ana", "approve")
    requested.click("cleo", "approve")
    read = [one.read_at for one in change_of(requested).decisions]
    assert read == [requested.clock.now(), None]
    requested.click("ben", "details")
    shown = texts(requested.view("ben")["blocks"])
    assert shown.count("without having opened Details") == 1
    entries = [one.data["event"] for one in trail(requested.house, "CR-1").entries]
    told = [one["read_at"] for one in entries if one["tag"] == "decision:made"]
    assert [bool(one) for one in told] == [True, False]


def test_details_that_slack_did_not_open_were_not_read(requested: Stage) -> None:
    requested.fault("views.open", error="expired_trigger_id")
    requested.click("ana", "details")
    requested.click("ana", "approve")
    assert [one.read_at for one in change_of(requested).decisions] == [None]


def test_details_tells_the_incidents_of_the_systems_of_180_days(requested: Stage) -> None:
    now = requested.clock.now()
    for number, system, days in (
        *((number, "checkout", number) for number in range(1, 7)),
        (90, "ledger", 1),
        (91, "checkout", 181),
    ):
        began = now - timedelta(days=days)
        told = Incident(f"INC-{number}", system, f"Broken {number}.", "SEV1", began)
        report_incident(requested.house, TellIncident(told))
    requested.click("ana", "details")
    view = texts(requested.view("ana")["blocks"])
    assert [number for number in range(100) if f"Broken {number}." in view] == [1, 2, 3, 4, 5]
    requested.clock.passes(200 * 24 * 3600)
    requested.click("ana", "details")
    view = texts(requested.view("ana")["blocks"])
    assert "None reported in the last 180 days." in view


def test_who_was_reminded_can_snooze_or_hand_over_from_there(requested: Stage) -> None:
    requested.click("ben", "details")
    requested.click_in_view("ben", "nudge")
    requested.settle()
    assert in_direct(requested, "ana", "snooze")["seen"]["view"]["title"] == "Snooze CR-1"
    assert in_direct(requested, "ana", "hand_over")["seen"]["view"]["title"] == "Hand over CR-1"
    requested.click("ana", "approve")
    refused = in_direct(requested, "ana", "hand_over")
    assert "There is nobody else to ask about CR-1" in said(refused)
    requested.click("ben", "details")
    requested.click_in_view("ben", "edit")
    requested.submit("ben", {"title": "Second"})
    assert "was changed since that card was drawn" in said(in_direct(requested, "ana", "snooze"))


def test_a_form_says_no_at_once_to_who_may_not_send_it(requested: Stage) -> None:
    (card,) = requested.cards()
    requested.clock.passes(8 * 24 * 3600)
    place = {"user": "UANA", "channel": "CPAY", "ts": card["ts"]}
    seen = requested.act("actions", **place, action_id="ask")
    assert "has expired" in said(seen)
    assert seen["seen"]["view"] is None


def test_what_is_delivered_often_happens_once(requested: Stage) -> None:
    requested.click("ana", "ask")
    requested.submit("ana", {"text": "Are open carts kept?"}, repeat=3, parallel=True)
    requested.click("ben", "details")
    requested.click_in_view("ben", "nudge", repeat=3, parallel=True)
    change = change_of(requested)
    assert (len(change.questions), len(change.nudges)) == (1, 1)
