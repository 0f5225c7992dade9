"""Break-glass: who, why, on what, how often, until when, and what it never does."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import GlassBroken, GlassUsed, VerdictChanged
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question, answer
from chatops.core.glass import Break, break_glass, may_break, use_glass
from chatops.core.obligation import Owed
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.reviewers import reviewers_of
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA

POLICY = make.glass_policy()
GIVEN = make.facts(the_policy=POLICY)
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)


def broken(change: Change | None = None, who: str = "cleo") -> Change:
    return make.broken(change or make.opened(), who).change


def gate(
    change: Change, after: timedelta = timedelta(0), given: Facts = GIVEN, **place: str
) -> Answer:
    asked = {"system": "checkout", "environment": "production", "commit": SHA} | place
    return answer(Question("ci", **asked), [change], given, NOW + after)


def refusal(
    change: Change | None = None, who: str = "cleo", given: Facts = GIVEN, **fields: Any
) -> tuple[str, str]:
    at = fields.pop("now", NOW)
    command = replace(Break("CR-1", who, 1, "slack", "Checkout is down."), **fields)
    with pytest.raises(Refused) as refused:
        break_glass(change or make.opened(), command, given, at)
    return refused.value.code, refused.value.sentence


@pytest.mark.parametrize("who", ["cleo", "max"])
def test_on_call_and_director_may_with_a_reason(who: str) -> None:
    outcome = make.broken(make.opened(), who)
    change = outcome.change
    (declaration,), (owed,) = change.declarations, change.obligations
    assert (declaration.person, declaration.reason) == (who, "Checkout is down.")
    assert declaration.revision_digest == change.present.digest
    assert declaration.expires_at == NOW + HOUR
    assert (owed.owed, owed.by, owed.reviewers) == (Owed.REVIEW, who, 2)
    assert owed.due_at == NOW + timedelta(hours=24)
    first, second = outcome.events
    assert isinstance(first, GlassBroken)
    assert (first.person, first.reason, first.policy_digest) == (who, "Checkout is down.", "e" * 64)
    assert isinstance(second, VerdictChanged)
    assert (second.before, second.after) == ("pending", "overridden")


@pytest.mark.parametrize("who", ["ana", "dan", "eve", "ben"])
def test_nobody_else_may(who: str) -> None:
    assert refusal(who=who) == (
        "not_allowed",
        "Only whoever is on call for Payments or Max may break the glass for CR-1.",
    )
    assert not may_break(make.opened(), who, GIVEN)
    assert may_break(make.opened(), "cleo", GIVEN)


def test_without_it_in_the_policy_nobody_may() -> None:
    plain = make.facts()
    told = "The policy lets nobody break the glass. Ask for approval."
    assert refusal(given=plain) == ("not_allowed", told)
    assert not may_break(make.opened(), "cleo", plain)


def test_who_is_on_call_may_although_they_contributed() -> None:
    """The review afterwards is by others."""
    change = make.broken(make.opened("cleo"), "cleo").change
    assert change.state is State.OVERRIDDEN
    assert "cleo" not in reviewers_of(change, GIVEN)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "\n"}, "reason_missing"),
        ({"reason": "x" * 100_001}, "invalid_input"),
        ({"revision": 2}, "stale_revision"),
        ({"now": NOW + timedelta(days=7)}, "expired"),
        ({"who": "nobody"}, "not_a_member"),
        (
            {"given": make.facts(the_policy=POLICY, standings={"cleo": Standing.GUEST})},
            "not_a_member",
        ),
        ({"given": replace(GIVEN, policy=None)}, "cannot_tell"),
        ({"given": make.facts(the_policy=POLICY, systems=())}, "unknown_system"),
        ({"given": make.facts(the_policy=replace(POLICY, rules=()))}, "cannot_tell"),
    ],
)
def test_what_stands_in_the_way(fields: dict[str, Any], code: str) -> None:
    assert refusal(**fields)[0] == code


def test_for_several_systems_one_has_to_be_named_for_each() -> None:
    """Else adding a system would add somebody who may."""
    change = make.opened(systems=("checkout", "login"))
    assert refusal(change) == (
        "not_allowed",
        (
            "Only who may for every system may break the glass for CR-1: "
            "whoever is on call for Payments or Max; whoever is on call for Identity or Max."
        ),
    )
    assert make.broken(change, "max").change.state is State.OVERRIDDEN


def test_the_gate_says_overridden_never_approved_and_says_what_lacks() -> None:
    told = gate(broken())
    assert (told.allowed, told.state) == (True, State.OVERRIDDEN)
    assert told.sentences == (
        (
            "CR-1: Overridden by break-glass, not approved: revision 1 may go once until "
            "2026-03-02 10:00 UTC."
        ),
        "0 of 2 sign-offs from Payments (owners).",
    )


def test_it_is_used_once() -> None:
    outcome = use_glass(broken(), "api:ci", GIVEN, NOW + timedelta(minutes=5))
    first = outcome.events[0]
    assert isinstance(first, GlassUsed)
    assert (first.caller, first.person, first.number) == ("api:ci", "cleo", 1)
    (declaration,) = outcome.change.declarations
    assert (declaration.used_by, declaration.used_at) == ("api:ci", NOW + timedelta(minutes=5))
    told = gate(outcome.change, timedelta(minutes=5))
    assert (told.allowed, told.state) == (False, State.PENDING)
    with pytest.raises(ValueError, match="no break-glass to use"):
        use_glass(outcome.change, "api:ci", GIVEN, NOW)


def test_used_glass_may_be_broken_again_and_owes_again() -> None:
    used = use_glass(broken(), "api:ci", GIVEN, NOW).change
    again = broken(used, "max")
    assert gate(again).state is State.OVERRIDDEN
    assert len(again.open_obligations()) == 2


def test_it_expires_to_the_microsecond() -> None:
    assert gate(broken(), HOUR - INSTANT).allowed
    told = gate(broken(), HOUR)
    assert (told.allowed, told.state) == (False, State.PENDING)


def test_a_new_revision_ends_it_even_with_the_same_content() -> None:
    change = make.revised(broken(), title="Other", given=GIVEN)
    assert gate(change).state is State.PENDING
    back = make.revised(change, given=GIVEN)
    assert not gate(back).allowed
    moved = make.revised(broken(), commit=OTHER_SHA, given=GIVEN)
    assert not gate(moved).allowed
    assert not gate(moved, commit=OTHER_SHA).allowed
    assert moved.open_obligations()


def test_it_opens_nothing_else() -> None:
    assert not gate(broken(), commit=OTHER_SHA).allowed
    assert not gate(broken(), environment="staging").allowed
    assert not gate(broken(), system="ledger").allowed


def test_it_does_not_override_a_rejection() -> None:
    rejected = make.decided(make.opened(), "ana", Verb.REJECT, given=GIVEN).change
    assert refusal(rejected) == (
        "blocked",
        (
            "CR-1 is rejected, and a break-glass does not override a rejection: "
            "it has to be lifted first, with a reason."
        ),
    )
    assert broken(make.lifted(rejected, "max", given=GIVEN).change).state is State.OVERRIDDEN


def test_a_rejection_afterwards_blocks_it() -> None:
    change = make.decided(broken(), "ana", Verb.REJECT, given=GIVEN).change
    assert (gate(change).allowed, gate(change).state) == (False, State.BLOCKED)


def test_it_overrides_a_freeze_that_refuses_and_what_cannot_be_told() -> None:
    frozen = make.facts(the_policy=make.glass_policy(windows=(make.window(refuses=True),)))
    assert make.broken(make.opened(given=frozen), given=frozen).change.state is State.OVERRIDDEN
    stranger = make.opened(the_commit=make.commit(author="mallory"))
    told = gate(broken(stranger))
    assert told.state is State.OVERRIDDEN
    assert any("Contributors are not in the directory" in one for one in told.sentences)


def test_it_is_not_needed_where_all_is_approved() -> None:
    approved = make.approved_by(make.opened(given=GIVEN), "ana", "cleo", given=GIVEN)
    assert refusal(approved)[0] == "not_needed"
    assert refusal(broken())[0] == "already_broken"


def test_approved_after_it_was_broken_is_approved_and_leaves_it_unused() -> None:
    change = make.approved_by(broken(), "ana", "cleo", given=GIVEN)
    assert gate(change).state is State.APPROVED
    assert change.open_obligations()


def test_an_expired_change_is_expired_whatever_was_broken() -> None:
    long = make.facts(
        the_policy=make.glass_policy(glass=replace(make.GLASS, expires_after=timedelta(days=9)))
    )
    change = make.broken(make.opened(given=long), given=long).change
    verdict = evaluate(change, long, NOW + timedelta(days=7))
    assert verdict.state is State.EXPIRED


def test_reviewers_are_owners_who_neither_contributed_nor_broke_it() -> None:
    change = broken(make.opened("ben", the_commit=make.commit(author="dan")))
    assert reviewers_of(change, GIVEN) == ("ana",)
    assert reviewers_of(change, make.facts()) == ("ana",)  # a policy that forgot about it
    from_anywhere = make.glass_policy(glass=replace(make.GLASS, review_from=("team:identity",)))
    assert reviewers_of(change, make.facts(the_policy=from_anywhere)) == ("eve",)


def test_a_system_that_is_owed_a_review_stays_in_the_change() -> None:
    with pytest.raises(Refused) as refused:
        make.revised(broken(), system="ledger", given=GIVEN)
    assert refused.value.sentence == (
        "CR-1 owes Checkout the follow-up review of its break-glass, so it has to stay. "
        "Open another change request for what comes next."
    )
    more = make.revised(broken(), systems=("ledger", "checkout"), given=GIVEN)
    assert more.present.number == 2


@pytest.mark.parametrize(
    "given",
    [
        make.facts(the_policy=POLICY, standings={"cleo": Standing.DEACTIVATED}),
        make.facts(the_policy=POLICY, standings={"cleo": Standing.GUEST}),
        make.facts(
            the_policy=POLICY,
            the_directory=make.directory(tuple(one for one in make.PEOPLE if one.id != "cleo")),
        ),
        make.facts(the_policy=make.policy()),
    ],
    ids=["deactivated", "a guest", "left the directory", "the policy knows none any more"],
)
def test_it_opens_nothing_once_who_broke_it_may_decide_nothing(given: Facts) -> None:
    change = broken()
    assert gate(change).allowed
    assert not gate(change, given=given).allowed
    assert evaluate(change, given, NOW).state is State.PENDING
