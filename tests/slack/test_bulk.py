"""Several changes approved in one form: offered, filled in, answered, and valid for any change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatops.core.bulk import Answer
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.request import Revise
from chatops.simulator.blocks import check_view
from chatops.slack.listeners import FORMS
from chatops.slack.views.bulk import MOST, several_answers, several_form, several_result
from chatops.usecases.read import show
from chatops.usecases.revise import revise
from tests import builders
from tests.slack.stage import Stage, texts
from tests.slack.strategies import changes, long_texts, values
from tests.slack.test_any_change import assert_literal
from tests.slack.test_golden import FACTS, compare
from tests.slack.test_home import MOST_TEXT, another, clicks, opens, shown, slowly

ROUTINE = builders.opened(
    "dan",
    given=FACTS,
    kind="standard",
    risk="low",
    the_commit=builders.commit(),
    description="Rotate the <!channel> certificate. " * 40,
)
KEYS = ("CR-1", "CR-2", "CR-3")


UNDOING = builders.facts(the_policy=replace(builders.policy(), undo_for=timedelta(seconds=30)))


def result(answers: Sequence[Answer], change: Change = ROUTINE) -> dict[str, Any]:
    """The answer to Ana: `change` was approved under each of the keys, the first one undone."""
    given = builders.approved_by(change, "ana", given=UNDOING)
    undone = builders.decided(given, "ana", Verb.WITHDRAW, given=UNDOING).change
    keys = [one.key for one in answers if not one.refusal]
    approved = [replace(given, key=one) for one in keys]
    approved[:1] = [replace(undone, key=one) for one in keys[:1]]
    return several_result(answers, approved, UNDOING, builders.NOW, person="ana")


def test_the_form_and_its_answer_as_they_were_found_good() -> None:
    form = several_form([another(ROUTINE, number) for number in (1, 2, 3)], FACTS)
    assert check_view(form) is None
    compare("several_form", form)
    answer = result((Answer("CR-1"), Answer("CR-2", "CR-2 has expired."), Answer("CR-3")))
    assert check_view(answer) is None
    compare("several_result", answer)


@slowly
@given(changes(), long_texts, st.integers(1, 40))
def test_both_are_valid_for_any_changes(change: Change, sentence: str, count: int) -> None:
    many = [another(change, 10**9 + number) for number in range(count)]
    refused = [Answer(one.key, sentence or "No.") for one in many[:MOST]]
    approved = [Answer(one.key) for one in many[:MOST]]
    views = [
        several_result(told, many[:MOST], UNDOING, builders.NOW, person="ana")
        for told in (refused, approved)
    ]
    assert [one.key for one in several_answers(views[0]["private_metadata"])] == [
        one.key for one in refused
    ]
    assert several_answers(views[1]["private_metadata"]) == tuple(approved)
    for view in (several_form(many, FACTS), *views):
        assert check_view(view) is None
        assert_literal(view["blocks"])
        assert view["callback_id"] in {*(one.value for one in FORMS), "approved_several"}
        assert sum(len(one) for one in values(view, "text") if isinstance(one, str)) <= MOST_TEXT


def test_the_fullest_form_stays_small() -> None:
    long = "W" * 3_000
    people = tuple(replace(one, name=one.name * 30) for one in builders.PEOPLE)
    facts = replace(FACTS, directory=builders.directory(people))
    systems = tuple(replace(one, name=one.name * 9) for one in builders.SYSTEMS)
    facts = replace(facts, registry=replace(facts.registry, systems=systems))
    fields: dict[str, Any] = {"description": long, "rollback_plan": long, "test_evidence": long}
    change = builders.opened("dan", title="t" * 300, kind="standard", **fields)
    for count in (2, MOST):
        form = several_form([another(change, 10**9 + n) for n in range(count)], facts)
        assert check_view(form) is None
        assert 2_000 < len(texts(form["blocks"])) <= MOST_TEXT


def test_each_change_has_a_box_of_its_own_that_is_not_ticked() -> None:
    form = several_form([another(ROUTINE, number) for number in range(1, 41)], FACTS)
    inputs = [one for one in form["blocks"] if one["type"] == "input"]
    assert len(inputs) == MOST
    for one in inputs:
        assert len(one["element"]["options"]) == 1
        assert "initial_options" not in one["element"]
    for part in ("What and why", "Rollback plan", "Test evidence", "Size: 2 files, +12 -3 lines"):
        assert texts(form["blocks"]).count(part) == MOST


@pytest.fixture
def three(scene: Stage) -> Stage:
    """Three standard changes of Dan's that Ana may sign."""
    for number in (1, 2, 3):
        assert scene.request("dan", kind="standard", title=f"Routine {number}")["ok"]
    scene.settle()
    return scene


def ticked(*keys: str) -> dict[str, Any]:
    return {f"several:{key}:1": [f"{key}:1"] for key in keys}


def approvals(scene: Stage) -> dict[str, list[str]]:
    return {key: [one.person for one in show(scene.house, key).change.decisions] for key in KEYS}


def test_what_is_ticked_is_approved_and_home_follows(three: Stage) -> None:
    assert "Approve several" in opens(three, "ana")
    seen = clicks(three, "ana", "approve_several", "1")
    assert [key in texts(seen["seen"]["view"]["blocks"]) for key in KEYS] == [True] * 3
    assert three.submit("ana", ticked("CR-1", "CR-3"))["ok"]
    assert "Approved (2 changes)" in texts(three.view("ana")["blocks"])
    assert approvals(three) == {"CR-1": ["ana"], "CR-2": [], "CR-3": ["ana"]}
    (decision,) = show(three.house, "CR-1").change.decisions
    assert len(decision.shown) == 64
    assert decision.read_at is None
    three.settle()
    assert "Approve several" not in shown(three, "ana")


def test_a_change_that_became_another_meanwhile_is_refused_and_nothing_else_is(
    three: Stage,
) -> None:
    opens(three, "ana")
    clicks(three, "ana", "approve_several", "1")
    draft = builders.draft(kind="normal")
    revise(three.house, Revise("CR-2", "dan", "cli", 1, draft))
    assert three.submit("ana", ticked(*KEYS))["ok"]
    told = texts(three.view("ana")["blocks"])
    assert "Not approved (1 change)" in told
    assert "CR-2 was changed since" in told
    assert approvals(three) == {"CR-1": ["ana"], "CR-2": [], "CR-3": ["ana"]}


def test_the_form_delivered_often_approves_once(three: Stage) -> None:
    opens(three, "ana")
    clicks(three, "ana", "approve_several", "1")
    seen = three.submit("ana", ticked(*KEYS), repeat=3, parallel=True)
    assert [one["status"] for one in seen["deliveries"]] == [200] * 3
    assert approvals(three) == {key: ["ana"] for key in KEYS}
    assert "Not approved" not in texts(three.view("ana")["blocks"])


def test_nothing_ticked_is_told_and_the_form_stays(three: Stage) -> None:
    opens(three, "ana")
    clicks(three, "ana", "approve_several", "1")
    seen = three.submit("ana", {})
    assert "Tick the changes" in str(seen)
    assert three.view("ana")["callback_id"] == "approve_several"


def test_it_is_not_offered_for_one_change_or_for_what_has_to_be_read_alone(scene: Stage) -> None:
    scene.request("dan", kind="standard")
    scene.request("dan", kind="standard", degree="generated", tool="Claude")
    scene.request("dan", kind="standard", risk="high")
    scene.request("dan", kind="normal")
    assert "Approve several" not in opens(scene, "ana")


def test_a_button_drawn_earlier_says_when_none_is_left(three: Stage) -> None:
    opens(three, "ana")
    three.org = replace(three.org, policy=None, problems=("The policy cannot be used.",))
    seen = clicks(three, "ana", "approve_several", "1")
    assert "None of the changes on this page" in str(seen["seen"]["view"])


@pytest.fixture
def form(three: Stage) -> Stage:
    """The form of the three before Ana, under a policy with 30 seconds of Undo."""
    three.org = UNDOING.with_standings({})
    opens(three, "ana")
    clicks(three, "ana", "approve_several", "1")
    return three


def presses(scene: Stage, action: str, key: str) -> dict[str, Any]:
    """Press the button of this change in the modal that is in front of Ana."""
    return scene.click_in_view("ana", action, value=f"{key}:1")


def test_details_are_one_click_away_and_what_was_ticked_stays(form: Stage) -> None:
    below = form.view("ana")["id"]
    assert presses(form, "details", "CR-2")["ok"]
    assert form.view("ana")["title"] == "CR-2"
    assert "Load test 418 is green." in texts(form.view("ana")["blocks"])
    form.act("close", user="UANA", view_id=form.view("ana")["id"])
    assert form.view("ana")["id"] == below
    assert form.submit("ana", ticked("CR-1", "CR-2"))["ok"]
    read = {
        key: [one.read_at is not None for one in show(form.house, key).change.decisions]
        for key in KEYS
    }
    assert read == {"CR-1": [False], "CR-2": [True], "CR-3": []}


def test_each_that_was_approved_can_be_undone_beside_the_others(form: Stage) -> None:
    draft = builders.draft(kind="normal")
    revise(form.house, Revise("CR-2", "dan", "cli", 1, draft))
    assert form.submit("ana", ticked(*KEYS))["ok"]
    told = texts(form.view("ana")["blocks"])
    assert told.count("You can undo it until ") == 2
    assert presses(form, "undo", "CR-3")["ok"]
    after = texts(form.view("ana")["blocks"])
    assert "CR-2 was changed since" in after
    assert after.count("You can undo it until ") == 1
    assert "You took your approval back. It does not count." in after
    decisions = {key: show(form.house, key).change.decisions for key in KEYS}
    assert [one.verb for one in decisions["CR-3"]] == [Verb.APPROVE, Verb.WITHDRAW]
    assert [one.verb for one in decisions["CR-1"]] == [Verb.APPROVE]
    assert presses(form, "details", "CR-1")["ok"]
    assert presses(form, "undo", "CR-1")["ok"]
    assert form.view("ana")["title"] == "CR-1"


def test_undo_after_its_time_asks_for_the_reason_above_the_answer(form: Stage) -> None:
    form.submit("ana", ticked("CR-1"))
    form.clock.passes(31)
    assert presses(form, "undo", "CR-1")["seen"]["view"]["title"] == "Recall my approval"


def test_a_fourth_modal_takes_the_place_of_the_third(form: Stage) -> None:
    assert presses(form, "details", "CR-1")["ok"]
    assert presses(form, "condition", "CR-1")["ok"]
    assert form.submit("ana", {"reason": "Read it."})["ok"]
    assert form.view("ana")["title"] == "Approved"
    assert presses(form, "details", "CR-1")["ok"]
    assert form.view("ana")["title"] == "CR-1"


def test_no_box_of_a_form_leads_to_what_may_not_be_seen_any_more(three: Stage) -> None:
    opens(three, "ana")
    clicks(three, "ana", "approve_several", "1")
    three.act("channels", channel="CPAY", action="private")
    three.act("channels", channel="CPAY", action="remove", user="UANA")
    teams = tuple(replace(one, members=("ben", "cleo")) for one in three.org.directory.teams)
    three.org = replace(three.org, directory=replace(three.org.directory, teams=teams))
    three.clock.passes(400)
    hidden = next(key for key in KEYS if "ana" not in show(three.house, key).change.asked)
    seen = three.submit("ana", ticked(*KEYS))
    errors = list(seen["seen"]["errors"].values())
    assert errors == [f"There is no change {hidden} that you can see."]
    assert approvals(three) == {key: [] for key in KEYS}
