"""The verdict, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.outcome import reassess
from chatops.core.people import Standing
from chatops.core.policy import Documented, Field
from chatops.core.request import Revise, revise
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, judged, line


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


def test_a_window_is_given_when_it_starts_and_ends() -> None:
    rule = make.rule(Documented("window", (Field.WINDOW, Field.LINK)))
    given = make.facts(the_policy=make.policy(rule))
    assert line(judged(make.opened(), given), "window") == "Planned window and link are missing."
    window: dict[str, Any] = {"window_start": NOW, "window_end": NOW + timedelta(hours=1)}
    change = make.opened(link="https://x.example", **window)
    assert line(judged(change, given), "window") == "Planned window and link are given."
    change = make.opened(**window)
    assert line(judged(change, given), "window") == "Link is missing."


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


def test_content_that_comes_back_needs_its_approvals_again() -> None:
    """Else the requester alone could make an expired change approved, by editing it twice."""
    change = make.approved_by(make.revised(make.opened(), title="B"), "ana", "cleo")
    approved = change.present.digest
    later = NOW + timedelta(days=30)
    change = make.revised(make.revised(change, title="C", now=later), title="B", now=later)
    assert change.present.digest == approved
    patient = make.policy(approvals_expire_after=timedelta(days=60))
    verdict = evaluate(change, make.facts(the_policy=patient), later)
    assert verdict.state is State.STALE
    assert "Ana (approved revision 2), Cleo (approved revision 2) have to look again." in line(
        verdict, "owners"
    )


def test_an_environment_that_left_the_registry_is_an_error() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    smaller = (replace(make.SYSTEMS[0], environments=("staging",)), *make.SYSTEMS[1:])
    verdict = judged(change, make.facts(systems=smaller))
    assert verdict.state is State.ERROR
    assert verdict.sentence == (
        "Cannot be judged: Checkout has no environment “production”; it has staging."
    )


def test_an_unreadable_directory_is_named_and_not_what_follows_from_it() -> None:
    problem = "The directory cannot be used. directory.yml, line 3: unknown key."
    broken = replace(make.facts(systems=()), policy=None, problems=(problem,))
    assert judged(make.opened(), broken).sentence == (
        f"Cannot be judged: {problem} Nothing can be decided until this is mended."
    )


def test_a_rejection_by_somebody_who_is_gone_says_what_is_left_to_do() -> None:
    change = make.decided(make.opened(), "cleo", Verb.REJECT).change
    gone = make.facts(standings={"cleo": Standing.DEACTIVATED})
    verdict = judged(change, gone)
    assert (verdict.state, verdict.waiting()[:1]) == (State.BLOCKED, ("ana",))
    assert line(verdict, "rejection") == (
        "Cleo rejected revision 1 and has a deactivated Slack account, "
        "so nobody can lift it: open a new change request."
    )


def test_a_withdrawn_word_on_an_earlier_revision_has_nothing_to_look_at_again() -> None:
    change = make.approved_by(make.opened(), "ana")
    change = make.decided(change, "ana", Verb.WITHDRAW).change
    change = make.decided(change, "cleo", Verb.REJECT).change
    change = make.revised(change, title="Another")
    assert line(judged(change), "owners") == "0 of 2 sign-offs from Payments (owners)."


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


def test_what_was_recorded_as_expired_stays_so_when_a_clock_goes_back() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    expired = reassess(change, make.facts(), NOW + timedelta(days=7)).change
    assert judged(expired).state is State.EXPIRED


def test_an_error_is_told_although_the_change_expired_too() -> None:
    change = make.opened(the_commit=make.commit(author="mallory"))
    assert judged(change, after=timedelta(days=8)).state is State.ERROR


def test_each_rule_is_as_bad_as_its_worst_line() -> None:
    change = make.opened("dan", degree="assisted", tool="Claude", rollback_plan="")
    stale = make.revised(
        make.approved_by(change, "ben", "cleo"), "dan", rollback_plan="", title="Another"
    )
    review, senior = judged(stale).parts
    assert (review.state, review.sentence) == (State.STALE, "two-person review: 0 of 2 met.")
    assert senior.state is State.PENDING
    review, _ = judged(make.approved_by(change, "ben", "cleo")).parts
    assert (review.state, review.sentence) == (State.PENDING, "two-person review: 1 of 2 met.")
