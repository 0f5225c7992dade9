"""Several changes approved in one form: offered, filled in, answered, and valid for any change."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatops.core.bulk import Answer
from chatops.core.change import Change
from chatops.core.request import Revise
from chatops.simulator.blocks import check_view
from chatops.slack.listeners import FORMS
from chatops.slack.views.bulk import MOST, several_form, several_result
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


def test_the_form_and_its_answer_as_they_were_found_good() -> None:
    form = several_form([another(ROUTINE, number) for number in (1, 2, 3)], FACTS)
    assert check_view(form) is None
    compare("several_form", form)
    answer = several_result((Answer("CR-1"), Answer("CR-2", "CR-2 has expired."), Answer("CR-3")))
    assert check_view(answer) is None
    compare("several_result", answer)


@slowly
@given(changes(), long_texts, st.integers(1, 40))
def test_both_are_valid_for_any_changes(change: Change, sentence: str, count: int) -> None:
    many = [another(change, 10**9 + number) for number in range(count)]
    answers = [Answer(one.key, sentence) for one in many[:MOST]]
    for view in (several_form(many, FACTS), several_result(answers)):
        assert check_view(view) is None
        assert_literal(view["blocks"])
        assert view["callback_id"] in {*(one.value for one in FORMS), "note"}
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
