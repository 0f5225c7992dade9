"""People approve, reject, withdraw and look, by clicking."""

from dataclasses import replace

import pytest

from chatops.core.decision import Verb
from chatops.core.request import Open, Revise
from chatops.core.verdict import State
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show
from chatops.usecases.reassess import reassess
from chatops.usecases.revise import revise
from tests import builders
from tests.slack.stage import Stage, texts


@pytest.fixture
def requested(scene: Stage) -> Stage:
    assert scene.request("ben")["ok"]
    scene.settle()
    return scene


def state_of(scene: Stage) -> State:
    return show(scene.house, "CR-1").verdict.state


def offered(blocks: list[dict[str, object]]) -> list[list[str]]:
    """The actions of each row of buttons."""
    rows = [one["elements"] for one in blocks if one["type"] == "actions"]
    return [[one["action_id"] for one in row] for row in rows]  # type: ignore[attr-defined]  # JSON


def said(seen: dict[str, object]) -> str:
    """The private answer that the person got."""
    ephemeral = seen["seen"]["ephemeral"]  # type: ignore[index]  # JSON
    return "".join(one["text"] for one in ephemeral)


def test_two_owners_approve_and_the_card_says_so(requested: Stage) -> None:
    for who in ("ana", "cleo"):
        seen = requested.click(who, "approve")
        assert seen["ok"]
        assert said(seen) == ""
    assert state_of(requested) is State.APPROVED
    requested.settle()
    assert requested.cards()[0]["text"].startswith("CR-1 is approved")
    assert "approved: revision 1" in requested.messages("DBEN")[-1]["text"]


def test_the_same_click_delivered_often_counts_once(requested: Stage) -> None:
    seen = requested.click("ana", "approve", repeat=5, parallel=True)
    assert [one["status"] for one in seen["deliveries"]] == [200] * 5
    assert requested.click("ana", "approve")["ok"]
    assert len(show(requested.house, "CR-1").change.decisions) == 1


def test_a_contributor_is_told_privately_why_not(requested: Stage) -> None:
    seen = requested.click("ben", "approve")
    assert seen["ok"]
    assert "you contributed to it (requester)" in said(seen)
    assert show(requested.house, "CR-1").change.decisions == ()


def test_turning_a_page_of_an_older_revision_begins_with_the_first_of_the_new_one(
    scene: Stage,
) -> None:
    draft = builders.draft(description="Long. " * 15_000)
    open_change(scene.house, Open("ben", "cli", draft, None))
    scene.settle()
    scene.click("ana", "details")
    revise(scene.house, Revise("CR-1", "ben", "cli", 1, replace(draft, title="Other")))
    scene.click_in_view("ana", "turn_on")
    view = texts(scene.view("ana")["blocks"])
    assert "Page 1 of" in view
    assert "(revision 2)" in view


def test_a_card_that_only_one_person_sees_follows_their_click(requested: Stage) -> None:
    (shown,) = requested.command("ana", "/change show CR-1", channel="CELSE")["seen"]["ephemeral"]
    requested.act("actions", user="UANA", channel="CELSE", ts=shown["ts"], action_id="approve")
    (now,) = requested.messages("CELSE", "ana")
    assert "1 of 2 sign-offs" in texts(now["blocks"])


def test_a_card_that_is_out_of_date_decides_nothing(requested: Stage) -> None:
    command = Revise("CR-1", "ben", "cli", 1, builders.draft(title="Other"))
    revise(requested.house, command)
    assert "was changed since that card was drawn" in said(requested.click("ana", "approve"))


def test_a_rejection_needs_a_reason_and_the_requester_reads_it(requested: Stage) -> None:
    assert requested.click("ana", "reject")["ok"]
    blank = requested.submit("ana", {"reason": "\u200b"})
    assert blank["seen"]["errors"] == {"reason": "Say why, so that the requester can mend it."}
    assert requested.submit("ana", {"reason": "No <!channel> *please*"})["ok"]
    assert state_of(requested) is State.BLOCKED
    requested.settle()
    direct = requested.messages("DBEN")[-2:]
    assert any("No <!channel> *please*" in texts(one["blocks"]) for one in direct)
    assert all("<!channel>" not in one["text"] for one in direct)


def test_a_rejection_is_withdrawn_in_details(requested: Stage) -> None:
    requested.click("ana", "reject")
    requested.submit("ana", {"reason": "Not yet."})
    requested.settle()
    assert requested.click("ana", "details")["ok"]
    assert requested.click_in_view("ana", "withdraw")["ok"]
    assert show(requested.house, "CR-1").change.decisions[-1].verb is Verb.WITHDRAW
    assert "withdraw" not in str(requested.view("ana")["blocks"][1])
    assert state_of(requested) is State.PENDING


def test_an_approver_can_approve_and_reject_in_details(requested: Stage) -> None:
    requested.click("ana", "details")
    assert requested.click_in_view("ana", "approve")["ok"]
    assert "Recall my approval" in texts(requested.view("ana")["blocks"])
    requested.click("cleo", "details")
    assert requested.click_in_view("cleo", "reject")["ok"]
    assert requested.submit("cleo", {"reason": "Not so fast."})["ok"]
    assert state_of(requested) is State.BLOCKED


def test_details_shows_everything_in_pages(scene: Stage) -> None:
    scene.request("ben", description="d" * 3000, rollback_plan="r" * 3000)
    command = Revise(
        "CR-1", "ben", "cli", 1, builders.draft(description="0123456789" * 9999, title="Long one")
    )
    revise(scene.house, command)
    scene.settle()
    scene.click("ana", "details")
    shown = texts(scene.view("ana")["blocks"])
    while "turn_on" in str(scene.view("ana")["blocks"]):
        assert scene.click_in_view("ana", "turn_on")["ok"]
        shown += texts(scene.view("ana")["blocks"])
    assert shown.count("0123456789") >= 9960  # some stand across the end of a piece
    assert scene.click_in_view("ana", "turn_back")["ok"]


def test_when_it_has_expired_only_looking_is_left_and_editing_for_who_asked(
    requested: Stage,
) -> None:
    card = requested.cards()[0]
    requested.clock.passes(8 * 24 * 3600)
    assert "has expired" in said(requested.click("ana", "approve"))
    reassess(requested.house)
    requested.settle()
    (card,) = [one for one in requested.cards() if one["ts"] == card["ts"]]
    assert offered(card["blocks"]) == [["details"]]
    requested.click("ana", "details")
    assert offered(requested.view("ana")["blocks"]) == []
    requested.click("ben", "details")
    assert offered(requested.view("ben")["blocks"]) == [["edit", "cancel"]]
    assert requested.click_in_view("ben", "edit")["ok"]
    assert requested.submit("ben", {"title": "Once more"})["ok"]
    assert state_of(requested) is State.PENDING


def test_a_system_that_left_the_registry_cannot_be_approved(requested: Stage) -> None:
    requested.org = builders.facts(systems=())
    assert said(requested.click("ana", "approve")).startswith("There is no system")
