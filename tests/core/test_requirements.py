"""Requirements that are no sign-offs: documents, checks, planned windows, waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.policy import (
    CheckPassed,
    Documented,
    Field,
    PlannedWindow,
    Requirement,
    SignOffs,
    Wait,
)
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def under(*lines: Requirement, **more: Any) -> Facts:
    return make.facts(the_policy=make.policy(make.rule(*lines), **more))


def judged(
    change: Change, given: Facts, name: str, after: timedelta = timedelta(0)
) -> tuple[State, str]:
    leaves = evaluate(change, given, NOW + after).leaves()
    return next((one.state, one.sentence) for one in leaves if one.name == name)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({}, "Rollback plan and test evidence are given."),
        ({"rollback_plan": " \n"}, "Rollback plan is missing."),
        (
            {"rollback_plan": "", "test_evidence": "\u200b"},
            "Rollback plan and test evidence are missing.",
        ),
        ({"rollback_plan": "n/a"}, "Rollback plan says nothing an approver could judge."),
        (
            {"rollback_plan": "TBD", "test_evidence": "...."},
            ("Rollback plan and test evidence say nothing an approver could judge."),
        ),
        ({"test_evidence": "xxx"}, "Test evidence says nothing an approver could judge."),
        (
            {"test_evidence": "raise the RETRY limit!"},
            "Test evidence says nothing an approver could judge.",
        ),
        ({"rollback_plan": "", "test_evidence": "n/a"}, "Rollback plan is missing."),
        (
            {"rollback_plan": "Revert the commit."},
            ("Rollback plan is shorter than the 20 characters that the policy asks for."),
        ),
        (
            {"rollback_plan": "Revert it" + "\u200b" * 30},
            ("Rollback plan is shorter than the 20 characters that the policy asks for."),
        ),
        ({"rollback_plan": "Revert it, then wait"}, "Rollback plan and test evidence are given."),
    ],
)
def test_documents_are_given_and_say_something(written: dict[str, Any], sentence: str) -> None:
    asked = Documented("docs", (Field.ROLLBACK_PLAN, Field.TEST_EVIDENCE), at_least=20)
    state, told = judged(make.opened(**written), under(asked), "docs")
    assert told == sentence
    assert (state is State.APPROVED) == told.endswith("given.")


def test_a_link_and_a_window_have_no_length() -> None:
    asked = Documented("docs", (Field.LINK, Field.WINDOW), at_least=50)
    change = make.opened(link="https://x.example", window_start=NOW, window_end=NOW + HOUR)
    assert judged(change, under(asked), "docs") == (
        State.APPROVED,
        "Link and planned window are given.",
    )


SOAK = CheckPassed("soak", "staging-soak", max_age=DAY)


@pytest.mark.parametrize(
    ("results", "state", "sentence"),
    [
        ([], State.PENDING, "Check “staging-soak” has not reported on revision 1."),
        (["passed"], State.APPROVED, "Check “staging-soak” passed on revision 1."),
        (
            ["failed"],
            State.PENDING,
            "Check “staging-soak” failed on revision 1: 3 of 40 timed out.",
        ),
        (
            ["running"],
            State.PENDING,
            ("Check “staging-soak” is still running on revision 1: 3 of 40 timed out."),
        ),
        (
            ["passed", "failed"],
            State.PENDING,
            "Check “staging-soak” failed on revision 1: 3 of 40 timed out.",
        ),
        (
            ["passed", "running"],
            State.PENDING,
            ("Check “staging-soak” is still running on revision 1: 3 of 40 timed out."),
        ),
        (["failed", "passed"], State.APPROVED, "Check “staging-soak” passed on revision 1."),
    ],
)
def test_the_newest_run_of_a_check_decides(results: list[str], state: State, sentence: str) -> None:
    change = make.opened()
    for one in results:
        change = make.checked(change, result=one, summary="3 of 40 timed out.")
    assert judged(change, under(SOAK), "soak") == (state, sentence)


def test_another_check_is_another_check() -> None:
    change = make.checked(make.opened(), "staging-soak-2")
    assert judged(change, under(SOAK), "soak")[0] is State.PENDING
    change = make.checked(make.checked(make.opened()), "canary", "failed")
    assert judged(change, under(SOAK), "soak")[0] is State.APPROVED


def test_a_check_of_an_older_revision_does_not_count() -> None:
    change = make.revised(make.checked(make.opened()), title="Only the title")
    assert judged(change, under(SOAK), "soak") == (
        State.PENDING,
        "Check “staging-soak” has not reported on revision 2.",
    )


def test_content_that_comes_back_has_to_be_checked_again() -> None:
    change = make.checked(make.revised(make.opened(), title="B"))
    back = make.revised(make.revised(change, title="C"), title="B")
    assert back.present.digest == change.present.digest
    assert judged(back, under(SOAK), "soak") == (
        State.PENDING,
        "Check “staging-soak” has not reported on revision 4.",
    )


@pytest.mark.parametrize(
    ("after", "state"), [(DAY, State.APPROVED), (DAY + timedelta(microseconds=1), State.PENDING)]
)
def test_a_check_must_not_be_older_than_the_policy_says(after: timedelta, state: State) -> None:
    change = make.checked(make.opened())
    found, sentence = judged(change, under(SOAK), "soak", after)
    assert found is state
    assert ("longer than 24 hours ago; it has to run again." in sentence) == (
        state is State.PENDING
    )
    ageless = under(CheckPassed("soak", "staging-soak"))
    assert judged(change, ageless, "soak", after)[0] is State.APPROVED


def test_a_check_is_never_a_sign_off() -> None:
    given = under(SignOffs("two", 2, ("anyone",)), SOAK)
    change = make.checked(make.opened(given=given), given=given)
    assert judged(change, given, "two")[1] == "0 of 2 sign-offs from anyone."


PLANNED = PlannedWindow("planned")
START = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "state", "sentence"),
    [
        (0, State.PENDING, "The gate opens with the planned window, at 2026-03-02 18:00 UTC."),
        (8.999, State.PENDING, "The gate opens with the planned window, at 2026-03-02 18:00 UTC."),
        (9, State.APPROVED, "The planned window is on, until 2026-03-02 20:00 UTC."),
        (10.999, State.APPROVED, "The planned window is on, until 2026-03-02 20:00 UTC."),
        (11, State.PENDING, "The planned window ended at 2026-03-02 20:00 UTC; plan another one."),
    ],
)
def test_the_gate_opens_inside_the_planned_window_only(
    after: float, state: State, sentence: str
) -> None:
    change = make.opened(window_start=START, window_end=START + 2 * HOUR)
    hours = timedelta(hours=after)
    assert judged(change, under(PLANNED), "planned", hours) == (state, sentence)


def test_a_planned_window_has_to_be_given() -> None:
    assert judged(make.opened(), under(PLANNED), "planned") == (
        State.PENDING,
        "The planned window is missing.",
    )


@pytest.mark.parametrize(
    ("begins", "fields", "meets"),
    [
        (START + 2 * HOUR, {}, False),  # begins as the planned window ends
        (START + 2 * HOUR - timedelta(microseconds=1), {}, True),
        (START - 3 * HOUR, {}, False),  # ends as the planned window begins
        (START - 3 * HOUR + timedelta(microseconds=1), {}, True),
        (START, {"systems": ("ledger",)}, False),
        (START, {"environments": ("staging",)}, False),
        (START, {"refuses": True}, True),
    ],
)
def test_a_planned_window_meets_no_freeze(
    begins: datetime, fields: dict[str, Any], *, meets: bool
) -> None:
    freeze = make.window("year end", begins=begins, lasts=3 * HOUR, **fields)
    change = make.opened(window_start=START, window_end=START + 2 * HOUR)
    sentence = judged(change, under(PLANNED, windows=(freeze,)), "planned")[1]
    assert (
        sentence == "The planned window meets the freeze “year end”; plan another one."
    ) is meets


def test_a_freeze_of_any_of_the_systems_is_met() -> None:
    freeze = make.window(begins=START, systems=("ledger",))
    change = make.opened(
        systems=("checkout", "ledger"), window_start=START, window_end=START + 2 * HOUR
    )
    sentence = judged(change, under(PLANNED, windows=(freeze,)), "planned")[1]
    assert "meets the freeze" in sentence


WAITING = (SignOffs("owners", 2, ("owners",)), Wait("cool down", timedelta(minutes=30)))


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def two_approvals() -> Change:
    """Complete at minute 10."""
    given = under(*WAITING)
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    return make.approved_by(change, "cleo", given=given, now=at(10))


def waited(change: Change, minutes: float) -> tuple[State, str]:
    return judged(change, under(*WAITING), "cool down", timedelta(minutes=minutes))


def test_a_wait_begins_when_the_sign_offs_are_complete() -> None:
    change = make.approved_by(make.opened(), "ana", given=under(*WAITING))
    assert waited(change, 90) == (
        State.PENDING,
        "A wait of 30 minutes begins when the sign-offs are complete.",
    )
    assert waited(two_approvals(), 39.999) == (
        State.PENDING,
        "A wait of 30 minutes after the last sign-off is on, until 2026-03-02 09:40 UTC.",
    )
    assert waited(two_approvals(), 40) == (
        State.APPROVED,
        "A wait of 30 minutes after the last sign-off is over.",
    )


def test_a_wait_starts_again_when_an_approval_that_counted_was_withdrawn() -> None:
    given = under(*WAITING)
    change = make.decided(two_approvals(), "ana", Verb.WITHDRAW, given=given, now=at(20)).change
    assert waited(change, 60)[1].startswith("A wait of 30 minutes begins")
    change = make.approved_by(change, "ana", given=given, now=at(25))
    assert waited(change, 54.9)[0] is State.PENDING
    assert waited(change, 55)[0] is State.APPROVED


def test_saying_it_again_does_not_prolong_a_wait() -> None:
    given = under(*WAITING)
    change = make.decided(two_approvals(), "ana", given=given, now=at(35), comment="Still").change
    assert len(change.decisions) == 3
    assert waited(change, 40)[0] is State.APPROVED


def test_a_new_revision_starts_a_wait_anew() -> None:
    given = under(*WAITING)
    change = make.revised(two_approvals(), title="Other", given=given, now=at(15))
    change = make.approved_by(change, "ana", "cleo", given=given, now=at(20))
    assert waited(change, 49.9)[0] is State.PENDING
    assert waited(change, 50)[0] is State.APPROVED


def test_a_wait_without_any_sign_off_never_ends() -> None:
    given = under(Wait("cool down", HOUR))
    assert judged(make.opened(given=given), given, "cool down", 3 * DAY)[0] is State.PENDING
