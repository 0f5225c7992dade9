"""Which state a change is in when several things are wrong at once."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.gate import Question, answer
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.core.verdict import State, Verdict
from tests import builders as make
from tests.builders import NOW, SHA

OVERRIDING = "glass"
WRONGS = ("stranger", "rejected", "frozen", "stale", "lacking")
GRAVEST = {
    "stranger": State.ERROR,
    "rejected": State.BLOCKED,
    "frozen": State.FROZEN,
    "stale": State.STALE,
    "lacking": State.PENDING,
}
"""In this order: whatever else is wrong, the first of them decides."""


def situation(*wrongs: str) -> tuple[Change, Facts]:
    """A change that would be approved, but for these."""
    window = make.window("year end", refuses=True) if "frozen" in wrongs else None
    rules = (make.rule(SignOffs("owners", 2, ("owners",)), make.DOCUMENTED),)
    policy = make.glass_policy(*rules, windows=(window,) if window else ())
    given = make.facts(the_policy=policy)
    written: dict[str, Any] = {"rollback_plan": ""} if "lacking" in wrongs else {}
    author = "mallory" if "stranger" in wrongs else "ben"
    change = make.opened(the_commit=make.commit(author=author), given=given, **written)
    change = make.approved_by(change, "ana", "cleo", given=given)
    if "stale" in wrongs:
        change = make.revised(change, title="Other", given=given, **written)
    if OVERRIDING in wrongs:
        change = make.broken(change, given=given).change
    if "rejected" in wrongs:
        change = make.decided(change, "dan", Verb.REJECT, given=given).change
    return change, given


def judged(*wrongs: str, after: timedelta = timedelta(0)) -> Verdict:
    change, given = situation(*wrongs)
    return evaluate(change, given, NOW + after)


def allowed(*wrongs: str, after: timedelta = timedelta(0)) -> bool:
    change, given = situation(*wrongs)
    question = Question("ci", "checkout", "production", SHA)
    return answer(question, [change], given, NOW + after).allowed


MIXTURES = [some for count in range(len(WRONGS) + 1) for some in combinations(WRONGS, count)]


@pytest.mark.parametrize("wrongs", MIXTURES, ids="+".join)
def test_the_gravest_decides_and_the_gate_is_shut(wrongs: tuple[str, ...]) -> None:
    expected = GRAVEST[wrongs[0]] if wrongs else State.APPROVED
    assert judged(*wrongs).state is expected
    assert allowed(*wrongs) is (not wrongs)


@pytest.mark.parametrize("wrongs", [one for one in MIXTURES if one], ids="+".join)
def test_no_error_and_no_reason_is_hidden(wrongs: tuple[str, ...]) -> None:
    told = {leaf.state for leaf in judged(*wrongs).leaves()}
    assert {GRAVEST[one] for one in wrongs} <= told


@pytest.mark.parametrize(
    "wrongs", [one for one in MIXTURES if set(one) - {"rejected"}], ids="+".join
)
def test_broken_glass_overrides_all_but_a_rejection(wrongs: tuple[str, ...]) -> None:
    blocked = "rejected" in wrongs
    verdict = judged(*wrongs, OVERRIDING)
    assert verdict.state is (GRAVEST[wrongs[0]] if blocked else State.OVERRIDDEN)
    assert allowed(*wrongs, OVERRIDING) is not blocked
    assert {GRAVEST[one] for one in wrongs} <= {leaf.state for leaf in verdict.leaves()}


@pytest.mark.parametrize("wrongs", MIXTURES, ids="+".join)
def test_what_is_over_is_expired_unless_it_cannot_be_judged(wrongs: tuple[str, ...]) -> None:
    after = timedelta(days=7)
    expected = State.ERROR if "stranger" in wrongs else State.EXPIRED
    assert judged(*wrongs, after=after).state is expected
    assert not allowed(*wrongs, after=after)


def test_a_freeze_that_refuses_says_until_when_and_why() -> None:
    window = make.window(
        "year end", refuses=True, zone="Europe/Berlin", reason="The shop earns most now."
    )
    given = make.facts(the_policy=make.policy(windows=(window,)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = evaluate(change, given, NOW)
    assert (verdict.state, verdict.sentence) == (State.FROZEN, "Frozen: nothing may go now.")
    assert make.line(verdict, "year end") == (
        "year end: frozen until 2026-03-04 10:00 Europe/Berlin. The shop earns most now."
    )


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(hours=1, microseconds=-1), State.APPROVED),
        (timedelta(hours=1), State.FROZEN),
        (timedelta(days=2, hours=1, microseconds=-1), State.FROZEN),
        (timedelta(days=2, hours=1), State.APPROVED),
    ],
)
def test_a_freeze_is_judged_when_the_gate_is_asked(after: timedelta, state: State) -> None:
    window = make.window(refuses=True, begins=NOW + timedelta(hours=1))
    given = make.facts(the_policy=make.policy(windows=(window,)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    told = answer(Question("ci", "checkout", "production", SHA), [change], given, NOW + after)
    assert (told.state, told.allowed) == (state, state is State.APPROVED)


@pytest.mark.parametrize(
    ("fields", "frozen"),
    [
        ({"systems": ("ledger",)}, False),
        ({"tiers": (2,)}, False),
        ({"environments": ("staging",)}, False),
        ({"systems": ("checkout",)}, True),
        ({"refuses": False}, False),  # adds approvers, where a rule says so
    ],
)
def test_a_freeze_refuses_what_it_touches(fields: dict[str, Any], *, frozen: bool) -> None:
    window = make.window(**({"refuses": True} | fields))
    given = make.facts(the_policy=make.policy(windows=(window,)))
    assert (evaluate(make.opened(given=given), given, NOW).state is State.FROZEN) is frozen


def test_an_unknown_standing_of_everybody_approves_nothing() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    nobody = dict.fromkeys(("ana", "cleo"), Standing.UNKNOWN)
    assert evaluate(change, make.facts(standings=nobody), NOW).state is State.PENDING
    assert evaluate(change, make.facts().with_standings({}), NOW).state is State.PENDING
