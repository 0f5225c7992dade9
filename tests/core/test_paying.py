"""What is owed, how it is paid, and what an overdue review costs the system's other changes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.chasing import step
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import ConditionAttached, ObligationClosed, ObligationOverdue, ReviewGiven
from chatops.core.facts import Facts
from chatops.core.obligation import Debt, Owed
from chatops.core.outcome import Outcome
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

GIVEN = make.facts(the_policy=make.glass_policy())
DAY = timedelta(hours=24)
CONDITION = "Watch p99 until 18:00."


def broken() -> Change:
    """Ben's change, broken by Cleo: Ana and Dan may review."""
    return make.broken(make.opened()).change


def conditional(who: str = "ana", **fields: Any) -> Outcome:
    owed: dict[str, Any] = {"condition": CONDITION, "condition_due": NOW + timedelta(hours=9)}
    command = Decide("CR-1", who, Verb.APPROVE, 1, "slack", **(owed | fields))
    return decide(make.opened(), command, GIVEN, NOW)


def refusal(change: Change, who: str, number: int = 1, **more: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        make.paid(change, who, number, **more)
    return refused.value.code, refused.value.sentence


def test_two_different_people_review_it() -> None:
    first = make.paid(broken(), "ana")
    assert [type(one) for one in first.events] == [ReviewGiven]
    assert getattr(first.events[0], "left", None) == 1
    assert first.change.open_obligations()
    second = make.paid(first.change, "dan")
    assert [type(one) for one in second.events] == [ReviewGiven, ObligationClosed]
    (owed,) = second.change.obligations
    assert (owed.closed_by, owed.closed_at) == ("dan", NOW)
    assert [one.note for one in owed.reviews] == ["Read the diff and the graphs."] * 2
    assert second.change.open_obligations() == ()


def test_one_person_reviews_once() -> None:
    once = make.paid(broken(), "ana").change
    told = "You have reviewed this already; somebody else has to."
    assert refusal(once, "ana") == ("already_reviewed", told)


@pytest.mark.parametrize("who", ["ben", "cleo", "eve", "max"])
def test_no_contributor_no_breaker_and_no_stranger_reviews(who: str) -> None:
    assert refusal(broken(), who) == (
        "not_a_reviewer",
        (
            "A break-glass is reviewed by people who neither contributed nor broke the glass: "
            "Ana, Dan."
        ),
    )


def test_a_reviewer_who_contributes_before_the_second_review_counts_no_more() -> None:
    change = make.paid(broken(), "ana").change
    change = make.revised(change, given=GIVEN, the_commit=make.commit(author="ana"))
    outcome = make.paid(change, "dan")
    assert getattr(outcome.events[0], "left", None) == 1
    assert outcome.change.open_obligations()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": " "}, "reason_missing"),
        ({"text": "x" * 100_001}, "invalid_input"),
        ({"number": 2}, "unknown_obligation"),
        ({"number": 0}, "unknown_obligation"),
        ({"who": "robo"}, "not_a_member"),
        ({"who": "nobody"}, "not_a_member"),
    ],
)
def test_a_review_says_what_was_found(fields: dict[str, Any], code: str) -> None:
    who = fields.pop("who", "ana")
    assert refusal(broken(), who, **fields)[0] == code


def test_what_is_paid_is_not_paid_again() -> None:
    change = make.paid(make.paid(broken(), "ana").change, "dan").change
    assert refusal(change, "ana") == (
        "unknown_obligation",
        "CR-1 owes nothing of that kind any more.",
    )


def test_a_review_is_paid_although_the_change_has_expired() -> None:
    late = NOW + timedelta(days=30)
    assert make.paid(broken(), "ana", now=late).change.obligations[0].reviews


def test_a_condition_is_owed_until_it_is_closed_with_evidence() -> None:
    outcome = conditional()
    (owed,) = outcome.change.obligations
    assert (owed.owed, owed.by, owed.text) == (Owed.CONDITION, "ana", CONDITION)
    assert owed.due_at == NOW + timedelta(hours=9)
    assert [type(one) for one in outcome.events][1] is ConditionAttached
    for who in ("ana", "ben"):  # who set it, and the requester
        closed = make.paid(outcome.change, who, text="p99 stayed at 180 ms.").change
        assert closed.obligations[0].evidence == "p99 stayed at 180 ms."
        assert closed.open_obligations() == ()
    contributor = replace(
        outcome.change,
        revisions=make.opened(the_commit=make.commit(author="dan")).revisions,
    )
    assert make.paid(contributor, "dan").change.open_obligations() == ()


def test_nobody_else_closes_a_condition() -> None:
    assert refusal(conditional().change, "cleo") == (
        "not_allowed",
        "Only Ana, Ben can say how this condition was kept.",
    )
    assert refusal(conditional().change, "ana", text="\u200b") == (
        "reason_missing",
        "Give the evidence: what was watched, and what it showed.",
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"condition_due": NOW}, "condition_due"),
        ({"condition_due": None}, "condition_due"),
        ({"condition_due": NOW.replace(tzinfo=None) + DAY}, "condition_due"),
        ({"condition": "x" * 100_001}, "condition"),
    ],
)
def test_a_condition_has_a_moment_to_come(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        conditional(**fields)
    assert refused.value.field == field


def test_a_blank_condition_is_none() -> None:
    assert conditional(condition=" \u200b").change.obligations == ()


def test_a_condition_can_follow_an_approval_that_is_given() -> None:
    change = make.approved_by(make.opened(), "ana", given=GIVEN)
    command = Decide("CR-1", "ana", Verb.APPROVE, 1, "slack", condition=CONDITION)
    command = replace(command, condition_due=NOW + DAY)
    outcome = decide(change, command, GIVEN, NOW)
    assert len(outcome.change.obligations) == 1
    assert make.line(outcome.verdict, "owners").startswith("1 of 2")


def test_what_is_overdue_is_told_once_at_its_moment() -> None:
    change = broken()
    early = step(change, GIVEN, NOW + DAY - timedelta(microseconds=1))
    assert not any(isinstance(one, ObligationOverdue) for one in early.events)
    outcome = step(change, GIVEN, NOW + DAY)
    told = [one for one in outcome.events if isinstance(one, ObligationOverdue)]
    assert [(one.number, one.owed, one.person) for one in told] == [(1, "review", "cleo")]
    again = step(outcome.change, GIVEN, NOW + 2 * DAY)
    assert not any(isinstance(one, ObligationOverdue) for one in again.events)
    paid = make.paid(make.paid(change, "ana").change, "dan").change
    late = step(paid, GIVEN, NOW + DAY)
    assert not any(isinstance(one, ObligationOverdue) for one in late.events)


def indebted(system: str = "checkout", *, due: timedelta = timedelta(0), **more: Any) -> Facts:
    debts = (Debt("CR-9", system, NOW + due),)
    return make.facts(the_policy=make.glass_policy(**more), debts=debts)


def test_an_overdue_review_adds_one_senior_and_says_why() -> None:
    given = indebted()
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = evaluate(change, given, NOW)
    assert verdict.state is State.PENDING
    assert make.line(verdict, "review owed by checkout") == (
        "0 of 1 sign-off from anyone who is senior or above, because the follow-up review of the "
        "break-glass CR-9 on Checkout is overdue."
    )
    assert make.line(verdict, "owners").startswith("2 of 2")
    assert evaluate(change, GIVEN, NOW).state is State.APPROVED  # paid
    third = make.approved_by(change, "eve", given=given)
    assert evaluate(third, given, NOW).state is State.APPROVED


def test_the_senior_is_one_more_than_the_policy_asks_for() -> None:
    given = indebted()
    change = make.approved_by(make.opened(given=given), "ana", "dan", given=given)
    assert evaluate(change, given, NOW).state is State.PENDING
    change = make.approved_by(change, "cleo", given=given)
    assert evaluate(change, given, NOW).state is State.APPROVED


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (indebted(), True),
        (indebted(due=timedelta(microseconds=1)), False),
        (indebted("ledger"), False),
        (make.facts(debts=(Debt("CR-9", "checkout", NOW),)), True),
        (make.facts(the_policy=make.glass_policy(), debts=(Debt("CR-1", "checkout", NOW),)), False),
    ],
    ids=["overdue", "not yet", "another system", "a debt of an earlier policy", "its own"],
)
def test_only_an_overdue_review_of_another_change_of_that_system_costs(
    given: Facts, *, asked: bool
) -> None:
    names = [one.name for one in evaluate(make.opened(given=given), given, NOW).leaves()]
    assert ("review owed by checkout" in names) is asked


def test_the_level_is_the_policys() -> None:
    given = indebted(glass=replace(make.GLASS, debt_level=None))
    told = make.line(evaluate(make.opened(given=given), given, NOW), "review owed by checkout")
    assert told.startswith("0 of 1 sign-off from anyone, because")


def test_who_owes_a_review_cannot_go_on_in_the_same_request() -> None:
    """A new revision of it is one of the system's next changes; the broken one asks for no more."""
    owing = make.broken(make.opened(given=GIVEN), given=GIVEN).change
    given = replace(GIVEN, debts=(Debt(owing.key, "checkout", NOW + DAY),))
    assert "review owed by checkout" not in names(owing, given, NOW + DAY)
    revised = make.revised(owing, given=given, commit=make.OTHER_SHA)
    assert "review owed by checkout" not in names(revised, given, NOW + DAY / 2)
    assert "review owed by checkout" in names(revised, given, NOW + DAY)
    again = make.broken(revised, given=given, now=NOW + DAY).change
    assert "review owed by checkout" in names(again, given, NOW + DAY)
    for who in ("ana", "dan"):
        again = make.paid(again, who, given=given).change
    assert "review owed by checkout" not in names(again, given, NOW + DAY)


def names(change: Change, given: Facts, now: datetime) -> set[str]:
    return {one.name for one in evaluate(change, given, now).leaves()}
