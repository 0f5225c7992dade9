"""What is rare: a rejection lifted, the glass broken, conditions and reviews that are owed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.obligation import Owed
from chatops.core.people import Standing
from chatops.core.verdict import State
from chatops.ledger.canonical import digest
from chatops.usecases.chase import chase
from chatops.usecases.read import show
from tests import builders
from tests.slack.stage import Stage, texts
from tests.slack.test_decisions import said, state_of

HEX = re.compile("[0-9a-f]{64}")


@pytest.fixture
def requested(scene: Stage) -> Stage:
    """A request under a policy that knows break-glass, with Cleo on call and Max directing."""
    scene.org = builders.facts(the_policy=builders.glass_policy()).with_standings({})
    scene.act("home", user="UANA")  # which opens her direct message with the app
    for who in ("max", "dan"):  # so that Slack has told how they stand
        scene.command(who, "/change list", channel="CELSE")
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


def labels(blocks: list[dict[str, object]]) -> list[str]:
    rows = [one["elements"] for one in blocks if one["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row]  # type: ignore[attr-defined]  # JSON


def broken(scene: Stage, who: str = "cleo") -> None:
    assert scene.click(who, "break_glass")["seen"]["view"]["title"] == "Break the glass"
    assert scene.submit(who, {"reason": "Checkout <!channel> is down."})["ok"]


def test_each_decision_keeps_the_digest_of_what_was_shown(requested: Stage) -> None:
    (card,) = requested.cards()
    requested.click("ana", "approve")
    requested.click("cleo", "details")
    requested.click_in_view("cleo", "approve")
    requested.click("cleo", "reject")
    requested.submit("cleo", {"reason": "Not yet."})
    shown = [one.shown for one in show(requested.house, "CR-1").change.decisions]
    assert all(HEX.fullmatch(one) for one in shown)
    assert len(set(shown)) == 3
    assert shown[0] == digest(card["blocks"])
    (card,) = requested.command("ana", "/change show CR-1", channel="CELSE")["seen"]["ephemeral"]
    requested.act("actions", user="UANA", channel="CELSE", ts=card["ts"], action_id="details")
    requested.click_in_view("ana", "recall")
    requested.submit("ana", {"reason": "It leaks."})
    assert HEX.fullmatch(show(requested.house, "CR-1").change.decisions[-1].shown)


def test_a_director_lifts_a_rejection_and_both_sides_hear_why(requested: Stage) -> None:
    requested.click("ana", "reject")
    requested.submit("ana", {"reason": "The rollback was never rehearsed."})
    requested.settle()
    assert "Lift rejection" in labels(requested.cards()[0]["blocks"])
    refused = requested.click("cleo", "lift")
    assert "besides them only Max may lift it" in said(refused)
    assert refused["seen"]["view"] is None
    assert requested.click("max", "lift")["ok"]
    blank = requested.submit("max", {"reason": "\u200b"})["seen"]["errors"]
    assert blank == {"reason": "Say why the rejection no longer stands."}
    assert requested.submit("max", {"reason": "Rehearsed with me."})["ok"]
    assert state_of(requested) is State.PENDING
    requested.settle()
    for channel in ("DBEN", "DANA"):
        told = [one["text"] for one in requested.messages(channel)]
        lifted = "Max lifted Ana's rejection of CR-1. “Rehearsed with me.”"
        assert [one.startswith(lifted) for one in told].count(True) == 1
    assert "Lift rejection" not in labels(requested.cards()[0]["blocks"])


def test_break_glass_is_for_who_is_named_and_only_when_it_is_needed(requested: Stage) -> None:
    for seen in (
        requested.click("dan", "break_glass"),
        requested.command("dan", "/change break-glass CR-1"),
    ):
        assert "may break the glass for CR-1" in said(seen)
        assert seen["seen"]["view"] is None
    assert "Name the change: /change break-glass CR-1" in said(
        requested.command("cleo", "/change break-glass")
    )
    for who in ("ana", "dan"):
        requested.click(who, "approve")
    requested.settle()
    assert "Break glass" not in labels(requested.cards()[0]["blocks"])
    refused = requested.command("cleo", "/change break-glass CR-1")
    assert "is approved; the gate is open already" in said(refused)


def test_breaking_the_glass_is_loud_never_green_and_leaves_a_review(requested: Stage) -> None:
    assert requested.command("cleo", "/change break-glass cr-1")["ok"]
    view = texts(requested.view("cleo")["blocks"])
    assert "The owners' channel, the director and the VP are told at once" in view
    requested.act("close", user="UCLEO", view_id=requested.view("cleo")["id"])
    broken(requested)
    requested.settle()
    (card,) = [one for one in requested.cards() if one["text"].startswith("CR-1 ")]
    assert card["text"].startswith("CR-1 is overridden by break-glass, not approved")
    assert card["blocks"][0]["text"]["text"].startswith("🚨 CR-1")
    assert "2 reviews of Cleo's break-glass; 0 of 2" in texts(card["blocks"])
    loud = next(one for one in requested.cards() if "BREAK-GLASS" in one["text"])
    assert loud["thread_ts"] is None
    assert "revision 1 of CR-1 for Checkout in production without approval" in loud["text"]
    assert "<!channel>" not in loud["text"]
    for who, steps in (("MAX", ["Details"]), ("ANA", ["Review", "Details"])):
        direct = requested.messages(f"D{who}")[-1]
        assert "BREAK-GLASS" in direct["text"]
        assert labels(direct["blocks"]) == steps


def test_two_others_review_it_and_then_nothing_is_owed(requested: Stage) -> None:
    broken(requested)
    requested.settle()
    card = requested.cards()[0]["ts"]

    def reviews(who: str) -> dict[str, object]:
        place = {"channel": "CPAY", "ts": card, "action_id": "review"}
        return requested.act("actions", user=f"U{who.upper()}", **place)

    assert "neither contributed nor broke the glass" in said(reviews("ben"))
    assert "neither contributed nor broke the glass" in said(reviews("cleo"))
    assert reviews("ana")["ok"]
    assert "Checkout <!channel> is down." in texts(requested.view("ana")["blocks"])
    assert requested.submit("ana", {"text": "The diff is one flag."})["ok"]
    assert "You have reviewed this already" in said(reviews("ana"))
    assert reviews("dan")["ok"]
    assert requested.submit("dan", {"text": "Graphs are quiet."})["ok"]
    assert show(requested.house, "CR-1").change.open_obligations() == ()
    requested.settle()
    lines = [one["text"] for one in requested.messages("CPAY")]
    assert any("1 review is still owed" in one for one in lines)
    assert any(one.startswith("The follow-up review of the break-glass of CR-1") for one in lines)
    assert "Review" not in labels(requested.cards()[0]["blocks"])


def test_what_is_overdue_is_told_once_in_the_channel_too(requested: Stage) -> None:
    requested.works_at_any_hour()
    broken(requested)
    requested.settle()
    requested.clock.passes(timedelta(hours=25).total_seconds())
    for _ in range(2):
        chase(requested.house)
        requested.settle()
    loud = [one for one in requested.messages("CPAY") if "is overdue" in one["text"]]
    assert [bool(one["thread_ts"]) for one in loud] in ([True, False], [False, True])
    (open_line,) = (one for one in loud if not one["thread_ts"])
    assert "Review" in labels(open_line["blocks"])
    assert "Overdue since" in texts(requested.cards()[0]["blocks"])


def test_an_approval_with_a_condition_stays_visible_until_it_is_closed(requested: Stage) -> None:
    due = int(requested.clock.seconds) + 3600
    requested.click("ana", "details")
    assert requested.click_in_view("ana", "condition")["ok"]
    wrong = {"condition": "\u200b", "condition_due": due}
    (sentence,) = requested.submit("ana", wrong)["seen"]["errors"].values()
    assert sentence.startswith("Say what has to be kept")
    past = {"condition": "Watch p99", "condition_due": due - 7200}
    errors = requested.submit("ana", past)["seen"]["errors"]
    assert errors == {"condition_due": "Say until when: a moment that is still to come."}
    assert requested.submit("ana", {"condition_due": due})["ok"]
    change = show(requested.house, "CR-1").change
    assert change.decisions[-1].verb is Verb.APPROVE
    assert change.obligations[0].owed is Owed.CONDITION
    requested.settle()
    assert "the condition of Ana's approval. “Watch p99”" in texts(requested.cards()[0]["blocks"])
    assert "Only Ana, Ben can say" in said(requested.click("dan", "close"))
    assert requested.click("ben", "close")["ok"]
    assert requested.submit("ben", {"text": "p99 stayed at 640 ms."})["ok"]
    requested.settle()
    assert "Watch p99" not in texts(requested.cards()[0]["blocks"])
    requested.click("ana", "details")
    assert "p99 stayed at 640 ms." in texts(requested.view("ana")["blocks"])


def test_who_approved_before_reads_what_changed_and_confirms_with_one_click(
    requested: Stage,
) -> None:
    requested.click("ana", "approve")
    requested.settle()
    requested.click("ben", "edit")
    requested.submit("ben", {"title": "Raise it to 3", "rollback_plan": "Set the flag back."})
    requested.settle()
    asked = requested.messages("DANA")[-1]
    shown = texts(asked["blocks"])
    assert "Changed since your approval of revision 1" in shown
    assert "Title: Raise the retry limit → Raise it to 3" in shown
    assert "Rollback plan: Revert and deploy again. → Set the flag back." in shown
    requested.click("ana", "details")
    assert "Changed since your approval of revision 1" in texts(requested.view("ana")["blocks"])
    place = {"channel": "DANA", "ts": asked["ts"], "action_id": "approve"}
    assert requested.act("actions", user="UANA", **place)["ok"]
    last = show(requested.house, "CR-1").change.decisions[-1]
    assert (last.person, last.revision) == ("ana", 2)
    now = next(one for one in requested.messages("DANA") if one["ts"] == asked["ts"])
    assert now["text"].startswith("✅ You approved revision 2 of CR-1.")
    assert labels(now["blocks"]) == ["Details"]


def test_a_card_asked_for_in_the_apps_own_messages_stays_a_card(requested: Stage) -> None:
    shown = requested.command("ana", "/change show CR-1", channel="DANA")["seen"]["ephemeral"]
    place = {"channel": "DANA", "ts": shown[0]["ts"], "action_id": "approve"}
    assert requested.act("actions", user="UANA", **place)["ok"]
    card = next(one for one in requested.messages("DANA", "ana") if one["ts"] == place["ts"])
    assert "1 of 2 sign-offs" in texts(card["blocks"])


def test_the_question_of_an_older_revision_decides_nothing(requested: Stage) -> None:
    requested.click("ana", "approve")
    requested.settle()
    for title in ("Second", "Third"):
        requested.click("ben", "edit")
        requested.submit("ben", {"title": title})
        if title == "Second":
            requested.settle()
    asked = requested.messages("DANA")[-1]
    place = {"channel": "DANA", "ts": asked["ts"], "action_id": "approve"}
    assert "was changed since that card was drawn" in said(
        requested.act("actions", user="UANA", **place)
    )
    assert show(requested.house, "CR-1").change.decisions[-1].revision == 1


def test_who_left_slack_cannot_break_the_glass(requested: Stage) -> None:
    requested.act("events", type="user_change", user={"id": "UCLEO", "deleted": True})
    assert "deactivated" in said(requested.click("cleo", "break_glass"))
    people = tuple(replace(one, active=one.id != "max") for one in builders.PEOPLE)
    requested.org = replace(requested.org, directory=builders.directory(people))
    assert "no longer active" in said(requested.click("max", "break_glass"))
    with requested.store.reading() as reading:
        standings = reading.surroundings(["cleo"], (), ()).standings
    assert standings == {"cleo": Standing.DEACTIVATED}
