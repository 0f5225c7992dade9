"""The verdict, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.directory import Directory
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.people import Person, Standing
from chatops.core.policy import SignOffs, When
from chatops.core.request import Revise, revise
from chatops.core.verdict import State, Verdict
from tests import builders as make
from tests.builders import NOW


def judged(
    change: Change, given: Facts | None = None, *, after: timedelta = timedelta(0)
) -> Verdict:
    return evaluate(change, given or make.facts(), NOW + after)


def line(verdict: Verdict, name: str) -> str:
    return next(leaf.sentence for leaf in verdict.leaves() if leaf.name == name)


def test_a_new_change_waits_for_two_owners() -> None:
    verdict = judged(make.opened())
    assert verdict.state is State.PENDING
    assert line(verdict, "owners") == "0 of 2 sign-offs from Payments (owners)."
    assert line(verdict, "documentation") == "Rollback plan and test evidence are given."
    assert verdict.waiting() == ("ana", "cleo", "dan")


def test_one_owner_is_not_enough() -> None:
    verdict = judged(make.approved_by(make.opened(), "ana"))
    assert verdict.state is State.PENDING
    assert line(verdict, "owners") == "1 of 2 sign-offs from Payments (owners): Ana."


def test_two_owners_approve_it() -> None:
    verdict = judged(make.approved_by(make.opened(), "ana", "cleo"))
    assert verdict.state is State.APPROVED
    assert line(verdict, "owners") == "2 of 2 sign-offs from Payments (owners): Ana, Cleo."
    assert verdict.sentence == "Approved: revision 1 has every sign-off and document it needs."


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("rollback_plan", "Rollback plan is missing."),
        ("test_evidence", "Test evidence is missing."),
    ],
)
@pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b\u2060"])
def test_blank_documentation_is_missing(field: str, sentence: str, nothing: Any) -> None:
    change = make.approved_by(make.opened(**{field: nothing}), "ana", "cleo")
    verdict = judged(change)
    assert verdict.state is State.PENDING
    assert line(verdict, "documentation") == sentence


def test_an_assisted_change_of_a_junior_needs_a_senior() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    verdict = judged(make.approved_by(change, "ben", "cleo"))
    assert verdict.state is State.PENDING
    assert line(verdict, "senior") == "0 of 1 sign-off from anyone who is senior or above."


def test_the_senior_may_be_one_of_the_two() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    assert judged(make.approved_by(change, "ana", "cleo")).state is State.APPROVED


def test_the_senior_may_come_from_another_team_as_the_third() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude")
    change = make.approved_by(change, "ben", "cleo", "eve")
    verdict = judged(change)
    assert verdict.state is State.APPROVED
    assert line(verdict, "owners") == "2 of 2 sign-offs from Payments (owners): Ben, Cleo."


def test_an_assisted_change_by_seniors_alone_needs_no_further_senior() -> None:
    change = make.opened("ana", degree="assisted", tool="Claude")
    assert judged(make.approved_by(change, "ben", "cleo")).state is State.APPROVED


def test_one_junior_among_the_contributors_is_enough_to_need_a_senior() -> None:
    commit = make.commit(
        author="dan", trailers=(("Co-authored-by", "Claude <noreply@anthropic.com>"),)
    )
    change = make.opened("ana", the_commit=commit)
    verdict = judged(make.approved_by(change, "ben", "cleo"))
    assert line(verdict, "senior").startswith("0 of 1")


def test_ai_assistance_sticks_over_revisions() -> None:
    change = make.opened("dan", degree="generated", tool="Claude")
    change = make.revised(change, "dan", degree="none", title="Now by hand")
    assert change.assistance.sentence == "Generated with Claude (declared)"
    assert judged(make.approved_by(change, "ben", "cleo")).state is State.PENDING


def test_a_new_revision_makes_approvals_stale_and_names_who_has_to_look_again() -> None:
    change = make.revised(make.approved_by(make.opened(), "ana", "cleo"), commit=make.OTHER_SHA)
    verdict = judged(change)
    assert verdict.state is State.STALE
    assert line(verdict, "owners") == (
        "0 of 2 sign-offs from Payments (owners). "
        "Ana (approved revision 1), Cleo (approved revision 1) have to look again."
    )


def test_an_approver_who_becomes_a_contributor_no_longer_counts() -> None:
    change = make.approved_by(make.opened("dan"), "ana", "ben")
    later = make.commit(make.OTHER_SHA, author="ana")
    command = Revise("CR-1", "dan", "cli", 1, make.draft(commit=make.OTHER_SHA), later)
    change = revise(change, command, make.facts(), NOW).change
    assert "ana" not in judged(change).waiting()
    assert judged(make.approved_by(change, "ben", "cleo")).state is State.APPROVED


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.DEACTIVATED, "Ana has a deactivated Slack account"),
        (Standing.GUEST, "Ana is a guest of this workspace; only full members decide"),
        (
            Standing.OUTSIDER,
            "Ana belongs to another organisation's workspace; only full members decide",
        ),
        (Standing.UNKNOWN, "Ana has no Slack account that could be checked"),
        (Standing.BOT, "Ana is a bot; only people decide"),
    ],
)
def test_who_lost_membership_since_does_not_count(standing: Standing, why: str) -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    verdict = judged(change, make.facts(standings={"ana": standing}))
    assert verdict.state is State.PENDING
    assert line(verdict, "owners").startswith("1 of 2")
    assert f"Does not count: {why}." in line(verdict, "owners")


def test_who_left_the_directory_does_not_count() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    left = make.directory(tuple(one for one in make.PEOPLE if one.id != "ana"))
    verdict = judged(change, make.facts(the_directory=left))
    assert "Does not count: ana is not in the directory." in line(verdict, "owners")


def test_promotion_later_never_upgrades_a_decision_and_demotion_takes_it_away() -> None:
    change = make.approved_by(make.opened("dan", degree="assisted", tool="Claude"), "ben", "cleo")
    promoted = _with(make.person("ben", make.SENIOR))
    assert judged(change, make.facts(the_directory=promoted)).state is State.PENDING
    change = make.approved_by(make.opened("dan", degree="assisted", tool="Claude"), "ana", "cleo")
    demoted = _with(make.person("ana", make.MID))
    assert judged(change, make.facts(the_directory=demoted)).state is State.PENDING


def test_a_rejection_blocks_over_revisions_until_its_author_lifts_it() -> None:
    change = make.decided(make.opened(), "cleo", Verb.REJECT).change
    verdict = judged(change)
    assert verdict.state is State.BLOCKED
    assert line(verdict, "rejection") == (
        "Cleo rejected revision 1; it stays blocked until they approve or withdraw the rejection."
    )
    change = make.revised(change, title="Mended")
    assert judged(make.approved_by(change, "ana", "dan")).state is State.BLOCKED
    assert judged(make.approved_by(change, "ana", "cleo")).state is State.APPROVED


def test_a_withdrawn_approval_is_gone() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    change = make.decided(change, "ana", Verb.WITHDRAW).change
    assert judged(change).state is State.PENDING


def test_expiry_is_half_open() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    assert judged(change, after=timedelta(days=7, microseconds=-1)).state is State.APPROVED
    verdict = judged(change, after=timedelta(days=7))
    assert (verdict.state, verdict.sentence) == (
        State.EXPIRED,
        "Expired: a new revision is needed to go on.",
    )


def test_an_unknown_contributor_cannot_be_judged() -> None:
    commit = make.commit(author="mallory")
    verdict = judged(make.approved_by(make.opened(the_commit=commit), "ana", "cleo"))
    assert verdict.state is State.ERROR
    assert line(verdict, "contributors").startswith(
        "Contributors are not in the directory: Mallory <mallory@example.com>."
    )


def test_no_rule_that_applies_is_an_error() -> None:
    elsewhere = make.facts(the_policy=make.policy(make.rule(make.OWNERS, when=When(tiers=(2,)))))
    verdict = judged(make.approved_by(make.opened(), "ana"), elsewhere)
    assert verdict.state is State.ERROR
    assert verdict.sentence == "No rule of the policy applies to checkout in production."


def test_an_unreadable_source_is_an_error() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    broken = replace(make.facts(), policy=None, problems=("policy.yml, line 3: unknown key.",))
    verdict = judged(change, broken)
    assert verdict.state is State.ERROR
    assert "policy.yml, line 3: unknown key." in verdict.sentence


def test_an_empty_directory_approves_nothing() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    empty = make.facts(the_directory=make.directory((), ()))
    assert judged(change, empty).state is State.ERROR


def test_a_system_that_left_the_registry_is_an_error() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    verdict = judged(change, make.facts(systems=()))
    assert verdict.state is State.ERROR


def test_people_are_matched_not_greedily_assigned() -> None:
    """Ana could fill both lines; whoever assigns her to `two` first leaves `ana` unmet."""
    lines = (SignOffs("two", 1, ("owners",)), SignOffs("ana", 1, ("person:ana",)))
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    verdict = judged(change, given)
    assert verdict.state is State.APPROVED
    assert line(verdict, "two") == "1 of 1 sign-off from Payments (owners): Cleo."
    assert line(verdict, "ana") == "1 of 1 sign-off from Ana: Ana."


def test_one_person_serves_one_requirement_only() -> None:
    lines = (SignOffs("one", 1, ("owners",)), SignOffs("another", 1, ("owners",)))
    given = make.facts(the_policy=make.policy(make.rule(*lines)))
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    assert judged(change, given).state is State.PENDING
    assert judged(make.approved_by(change, "cleo", given=given), given).state is State.APPROVED


def test_a_quorum_that_nobody_can_reach_says_so() -> None:
    given = make.facts(the_policy=make.policy(make.rule(SignOffs("many", 4, ("owners",)))))
    change = make.opened(given=given)
    assert line(judged(change, given), "many") == (
        "0 of 4 sign-offs from Payments (owners). This cannot be reached: "
        "only Ana, Cleo, Dan could still sign. Add approvers in the directory."
    )


def _with(changed: Person) -> Directory:
    return make.directory(tuple(changed if one.id == changed.id else one for one in make.PEOPLE))
