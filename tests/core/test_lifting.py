"""A rejection stands until its author takes it back, or somebody named lifts it with a reason."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import DecisionMade
from chatops.core.facts import Facts
from chatops.core.lifting import Lift, lift
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

POLICY = make.policy(lift=("director",))
GIVEN = make.facts(the_policy=POLICY)


def rejected(who: str = "cleo", **fields: Any) -> Change:
    return make.decided(make.opened(**fields), who, Verb.REJECT, given=GIVEN).change


def lifted(change: Change, given: Facts = GIVEN) -> Change:
    return make.lifted(change, "max", given=given).change


def state(change: Change, given: Facts = GIVEN) -> State:
    return evaluate(change, given, NOW).state


def refusal(change: Change, who: str, given: Facts = GIVEN, **fields: Any) -> tuple[str, str]:
    command = Lift("CR-1", who, change.present.number, "slack", "Rehearsed since.")
    with pytest.raises(Refused) as refused:
        lift(change, replace(command, **fields), given, fields.pop("now", NOW))
    return refused.value.code, refused.value.sentence


def test_the_line_names_who_may_lift_it() -> None:
    assert make.line(evaluate(rejected(), GIVEN, NOW), "rejection") == (
        "Cleo rejected revision 1; it stays blocked until they approve or withdraw the rejection, "
        "or Max lifts it."
    )


def test_who_is_named_lifts_it_with_a_reason_and_all_of_it_is_kept() -> None:
    outcome = make.lifted(rejected(), "max", given=GIVEN)
    assert outcome.change.state is State.PENDING
    decision = outcome.change.decisions[-1]
    assert (decision.verb, decision.lifts, decision.comment) == (Verb.LIFT, 1, "Rehearsed since.")
    assert (decision.level, decision.surface, decision.at) == ("principal", "slack", NOW)
    assert decision.policy_digest == POLICY.digest
    first = outcome.events[0]
    assert isinstance(first, DecisionMade)
    assert (first.verb, first.lifts, first.comment) == ("lift", 1, "Rehearsed since.")


def test_a_lift_is_no_approval_and_takes_none_away() -> None:
    """Max could sign here too."""
    change = make.opened("dan", degree="assisted", tool="Claude", given=GIVEN)
    change = make.decided(change, "cleo", Verb.REJECT, given=GIVEN).change
    change = make.approved_by(change, "ben", "ana", given=GIVEN)
    assert make.line(evaluate(lifted(change), GIVEN, NOW), "senior").startswith("1 of 1")
    assert state(lifted(change)) is State.APPROVED
    alone = lifted(
        make.decided(
            make.opened("dan", degree="assisted", tool="X"), "cleo", Verb.REJECT, given=GIVEN
        ).change
    )
    assert make.line(evaluate(alone, GIVEN, NOW), "senior").startswith("0 of 1")
    change = make.decided(change, "max", given=GIVEN).change
    assert lifted(change).latest_by("max") == change.decisions[-1]


@pytest.mark.parametrize("who", ["ana", "eve", "dan"])
def test_nobody_else_lifts_it(who: str) -> None:
    assert refusal(rejected(), who) == (
        "not_allowed",
        (
            "Only who rejected may take a rejection back, by approving or withdrawing; "
            "besides them only Max may lift it."
        ),
    )


def test_without_anybody_named_nobody_lifts() -> None:
    plain = make.facts()
    assert refusal(rejected(), "max", plain) == (
        "not_allowed",
        "Only who rejected may take a rejection back, by approving or withdrawing.",
    )


def test_a_contributor_lifts_nothing_although_named() -> None:
    change = rejected(the_commit=make.commit(author="max"))
    assert refusal(change, "max")[0] == "not_allowed"
    assert "or Max lifts it" not in make.line(evaluate(change, GIVEN, NOW), "rejection")


def test_who_contributes_after_lifting_has_lifted_nothing() -> None:
    change = make.approved_by(lifted(rejected()), "ana", "dan", given=GIVEN)
    change = make.revised(change, given=GIVEN, the_commit=make.commit(author="max"))
    assert state(change) is State.BLOCKED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": " \u200b"}, "reason_missing"),
        ({"reason": "x" * 100_001}, "invalid_input"),
        ({"revision": 2}, "stale_revision"),
        ({"person": "nobody"}, "not_a_member"),
    ],
)
def test_it_takes_a_reason_and_the_present_revision(fields: dict[str, Any], code: str) -> None:
    assert refusal(rejected(), fields.pop("person", "max"), **fields)[0] == code


def test_there_has_to_be_a_rejection() -> None:
    assert refusal(make.opened(), "max") == (
        "nothing_to_lift",
        "No rejection stands against CR-1.",
    )
    assert refusal(lifted(rejected()), "max")[0] == "nothing_to_lift"


def test_an_expired_change_has_nothing_lifted() -> None:
    late = NOW + timedelta(days=8)
    command = Lift("CR-1", "max", 1, "slack", "Late.")
    with pytest.raises(Refused) as refused:
        lift(rejected(), command, GIVEN, late)
    assert refused.value.code == "expired"


def test_a_guest_lifts_nothing() -> None:
    guest = make.facts(the_policy=POLICY, standings={"max": Standing.GUEST})
    assert refusal(rejected(), "max", guest)[0] == "not_a_member"


def test_each_rejection_is_lifted_on_its_own() -> None:
    change = make.decided(rejected(), "dan", Verb.REJECT, given=GIVEN).change
    outcome = make.lifted(change, "max", given=GIVEN)
    assert [one.lifts for one in outcome.change.decisions[2:]] == [1, 2]
    assert state(outcome.change) is State.PENDING


def test_a_new_revision_lifts_nothing_and_keeps_what_was_lifted() -> None:
    assert state(make.revised(rejected(), given=GIVEN, title="Other")) is State.BLOCKED
    assert state(make.revised(lifted(rejected()), given=GIVEN, title="Other")) is State.PENDING


def test_rejecting_again_after_a_lift_blocks_again() -> None:
    change = lifted(rejected())
    again = make.decided(change, "cleo", Verb.REJECT, given=GIVEN).change
    assert len(again.decisions) == 3
    assert state(again) is State.BLOCKED
    assert state(lifted(again)) is State.PENDING


@pytest.mark.parametrize(
    "given",
    [
        make.facts(the_policy=POLICY, standings={"max": Standing.DEACTIVATED}),
        make.facts(the_policy=POLICY, standings={"max": Standing.UNKNOWN}),
        make.facts(
            the_policy=POLICY,
            the_directory=make.directory(
                tuple(replace(one, active=one.id != "max") for one in make.PEOPLE)
            ),
        ),
        make.facts(
            the_policy=POLICY,
            the_directory=make.directory(
                teams=tuple(replace(one, director="eve") for one in make.TEAMS)
            ),
        ),
        make.facts(),
    ],
    ids=["deactivated", "unknown", "left", "no longer the director", "policy names nobody"],
)
def test_who_may_no_longer_lift_has_lifted_nothing(given: Facts) -> None:
    assert state(lifted(rejected()), given) is State.BLOCKED


def test_of_several_systems_who_lifts_is_named_for_each() -> None:
    """Else adding a system would add somebody who lifts."""
    teams = (make.TEAMS[0], replace(make.TEAMS[1], director="eve"))
    given = make.facts(the_policy=POLICY, the_directory=make.directory(teams=teams))
    change = make.opened(systems=("checkout", "login"), given=given)
    change = make.decided(change, "cleo", Verb.REJECT, given=given).change
    assert refusal(change, "eve", given)[0] == "not_allowed"
    assert refusal(change, "max", given)[0] == "not_allowed"
    assert make.lifted(change, "max", given=GIVEN).change.state is State.PENDING


def test_a_rejection_by_somebody_who_is_gone_can_be_lifted_where_somebody_is_named() -> None:
    gone = make.facts(the_policy=POLICY, standings={"cleo": Standing.DEACTIVATED})
    verdict = evaluate(rejected(), gone, NOW)
    assert make.line(verdict, "rejection") == (
        "Cleo rejected revision 1 and has a deactivated Slack account, so only Max can lift it."
    )
    assert verdict.waiting()[:1] == ("max",)
