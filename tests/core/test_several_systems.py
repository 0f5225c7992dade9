"""One change of several systems: each owner team's requirement holds."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.gate import Question, answer
from chatops.core.policy import SignOffs, When
from chatops.core.systems import System
from chatops.core.verdict import State, Verdict
from tests import builders as make
from tests.builders import NOW, SHA

ONE_OWNER = SignOffs("owners", 1, ("owners",))
EVE_OF_BOTH = (
    replace(make.TEAMS[0], members=("ana", "ben", "cleo", "eve")),
    make.TEAMS[1],
)


def under(*lines: SignOffs, **more: Any) -> Facts:
    return make.facts(the_policy=make.policy(make.rule(*lines)), **more)


def both(given: Facts, *people: str) -> tuple[Change, Verdict]:
    """Checkout (Payments) and login (Identity), approved by these."""
    change = make.opened(systems=("checkout", "login"), given=given)
    change = make.approved_by(change, *people, given=given)
    return change, evaluate(change, given, NOW)


def test_each_owner_team_is_asked() -> None:
    _, verdict = both(under(ONE_OWNER), "ana")
    assert verdict.state is State.PENDING
    assert make.line(verdict, "owners (Payments)") == (
        "1 of 1 sign-off from Payments (owners): Ana."
    )
    assert make.line(verdict, "owners (Identity)") == "0 of 1 sign-off from Identity (owners)."
    assert verdict.waiting() == ("eve",)
    assert both(under(ONE_OWNER), "ana", "eve")[1].state is State.APPROVED


def test_two_of_one_team_do_not_stand_in_for_the_other() -> None:
    assert both(under(ONE_OWNER), "ana", "cleo")[1].state is State.PENDING


@pytest.mark.parametrize(("shared", "state"), [(False, State.PENDING), (True, State.APPROVED)])
def test_who_is_in_both_teams_counts_once_unless_shared(*, shared: bool, state: State) -> None:
    people = make.directory(teams=EVE_OF_BOTH)
    given = under(replace(ONE_OWNER, shared=shared), the_directory=people)
    assert both(given, "eve")[1].state is state
    assert both(given, "eve", "ana")[1].state is State.APPROVED


def test_the_same_team_is_asked_once() -> None:
    given = under(make.OWNERS)
    change = make.opened(systems=("checkout", "ledger"), given=given)
    change = make.approved_by(change, "ana", "cleo", given=given)
    verdict = evaluate(change, given, NOW)
    assert verdict.state is State.APPROVED
    assert [one.name for one in verdict.leaves()] == ["owners"]


def test_two_directors_of_one_team_are_both_asked_for() -> None:
    systems = tuple(
        replace(one, director={"checkout": "eve", "ledger": "max"}.get(one.id))
        for one in make.SYSTEMS
    )
    for shared in (False, True):
        given = under(SignOffs("director", 1, ("director",), shared=shared), systems=systems)
        change = make.opened(systems=("checkout", "ledger"), given=given)
        for one in ("eve", "max"):
            alone = make.approved_by(change, one, given=given)
            assert evaluate(alone, given, NOW).state is State.PENDING, (one, shared)
        change = make.approved_by(change, "eve", "max", given=given)
        assert evaluate(change, given, NOW).state is State.APPROVED


def test_teams_and_lines_that_are_called_the_same_are_told_apart() -> None:
    namesakes = (make.TEAMS[0], replace(make.TEAMS[1], name="Payments"))
    given = under(replace(ONE_OWNER, shared=True), the_directory=make.directory(teams=namesakes))
    for one in ("ana", "eve"):
        assert both(given, one)[1].state is State.PENDING
    assert both(given, "ana", "eve")[1].state is State.APPROVED
    twice = (
        make.rule(SignOffs("sign-off", 1, ("person:max",), shared=True), name="one"),
        make.rule(SignOffs("sign-off", 1, ("owners",), shared=True), name="two"),
    )
    given = make.facts(the_policy=make.policy(*twice))
    for one in ("ana", "max"):
        change = make.approved_by(make.opened(given=given), one, given=given)
        assert evaluate(change, given, NOW).state is State.PENDING, one


def test_a_rule_is_about_its_own_systems_only() -> None:
    rules = (
        make.rule(ONE_OWNER, name="all"),
        make.rule(
            SignOffs("director", 1, ("director",)),
            name="login only",
            when=When(systems=("login",)),
        ),
    )
    given = make.facts(the_policy=make.policy(*rules))
    assert len(make.opened(given=given).revisions) == 1
    names = [one.name for one in evaluate(make.opened(given=given), given, NOW).parts]
    assert names == ["all"]
    _, verdict = both(given, "ana", "eve")
    assert [one.name for one in verdict.parts] == ["all", "login only"]
    assert verdict.state is State.PENDING


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        (
            tuple(one for one in make.SYSTEMS if one.id != "login"),
            "Cannot be judged: There is no system “login” in the registry.",
        ),
        (
            tuple(
                replace(one, environments=("staging",)) if one.id == "login" else one
                for one in make.SYSTEMS
            ),
            "Cannot be judged: Login has no environment “production”; it has staging.",
        ),
    ],
)
def test_one_system_that_left_is_an_error_for_all(gone: tuple[System, ...], sentence: str) -> None:
    change, _ = both(under(ONE_OWNER), "ana", "eve")
    verdict = evaluate(change, under(ONE_OWNER, systems=gone), NOW)
    assert verdict.state is State.ERROR
    assert verdict.sentence.startswith(sentence.removesuffix("."))


def test_the_gate_answers_for_each_system_of_the_change() -> None:
    given = under(ONE_OWNER)
    change, _ = both(given, "ana", "eve")
    for system, allowed in {"checkout": True, "login": True, "ledger": False}.items():
        told = answer(Question("ci", system, "production", SHA), [change], given, NOW)
        assert told.allowed is allowed, system
    half, _ = both(given, "ana")
    for system in ("checkout", "login"):
        assert not answer(Question("ci", system, "production", SHA), [half], given, NOW).allowed
