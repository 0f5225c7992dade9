"""The gate says yes for one thing only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question, answer, answered
from chatops.core.policy import When
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA


def asked(
    *changes: Change,
    system: str = "checkout",
    environment: str = "production",
    commit: str = SHA,
    given: Facts | None = None,
    after: timedelta = timedelta(0),
) -> Answer:
    question = Question("ci", system, environment, commit)
    return answer(question, changes, given or make.facts(), NOW + after)


def approved() -> Change:
    return make.approved_by(make.opened(), "ana", "cleo")


def test_yes_for_an_approved_change_whose_present_revision_is_the_commit() -> None:
    told = asked(approved())
    assert (told.allowed, told.state, told.key) == (True, State.APPROVED, "CR-1")
    assert told.sentences == (
        "CR-1: Approved: revision 1 has every sign-off and document it needs.",
    )


def test_no_with_every_unmet_line() -> None:
    told = asked(make.opened(rollback_plan=""))
    assert not told.allowed
    assert told.sentences == (
        "CR-1: Waiting: revision 1 does not have all it needs yet.",
        "0 of 2 sign-offs from Payments (owners).",
        "Rollback plan is missing.",
    )


def test_no_when_nothing_asks_for_the_commit() -> None:
    told = asked(commit=OTHER_SHA)
    assert told.sentences == ("No change request asks for bbbbbbbbbbbb on checkout in production.",)


def test_no_for_a_commit_that_was_an_earlier_revision() -> None:
    change = make.revised(approved(), commit=OTHER_SHA)
    told = asked(change)
    assert not told.allowed
    assert told.sentences == (
        (
            "aaaaaaaaaaaa was an earlier revision of CR-1, which is at bbbbbbbbbbbb "
            "for checkout in production now."
        ),
    )


def test_no_for_another_environment_or_system() -> None:
    assert not asked(approved(), environment="staging").allowed
    assert not asked(approved(), system="ledger").allowed


@pytest.mark.parametrize(
    ("question", "start"),
    [
        (
            {"system": "chekout"},
            "There is no system “chekout” in the registry. Did you mean checkout?",
        ),
        (
            {"environment": "moon"},
            "Checkout has no environment “moon”; it has production or staging.",
        ),
        ({"commit": "HEAD"}, "The commit has to be a full SHA"),
        ({"commit": ""}, "The commit has to be a full SHA"),
        ({"commit": SHA.upper()}, "The commit has to be a full SHA"),
        ({"commit": SHA + "\n"}, "The commit has to be a full SHA"),
    ],
)
def test_no_for_a_question_that_makes_no_sense(question: dict[str, str], start: str) -> None:
    told = asked(approved(), **question)  # type: ignore[arg-type]  # parts of the question
    assert not told.allowed
    assert told.sentences[0].startswith(start)


def test_no_from_the_moment_it_expires() -> None:
    assert asked(approved(), after=timedelta(days=7, seconds=-1)).allowed
    assert asked(approved(), after=timedelta(days=7)).state is State.EXPIRED


def test_cannot_tell_when_a_source_cannot_be_read() -> None:
    broken = replace(make.facts(), policy=None, problems=("policy.yml: line 3: unknown key.",))
    told = asked(approved(), given=broken)
    assert (told.allowed, told.state) == (False, State.ERROR)
    assert told.sentences == ("policy.yml: line 3: unknown key.",)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (replace(make.facts(), policy=None), "No policy is loaded."),
        (replace(make.facts(systems=()), problems=("No directory.",)), "No directory."),
    ],
    ids=["no policy", "no directory"],
)
def test_cannot_tell_whatever_else_is_wrong(facts: Facts, sentence: str) -> None:
    told = asked(approved(), given=facts)
    assert (told.allowed, told.state, told.sentences) == (False, State.ERROR, (sentence,))


def test_a_verdict_without_parts_is_told_once() -> None:
    elsewhere = make.rule(make.OWNERS, when=When(tiers=(2,)))
    told = asked(approved(), given=make.facts(the_policy=make.policy(elsewhere)))
    assert told.sentences == ("CR-1: No rule of the policy applies to checkout in production.",)


def test_the_event_holds_the_question_and_the_whole_answer() -> None:
    question = Question("ci", "checkout", "production", SHA)
    given = answer(question, [approved()], make.facts(), NOW)
    event = answered(question, given, make.facts())
    assert (event.caller, event.commit, event.allowed, event.key) == ("ci", SHA, True, "CR-1")
    assert (event.revision_digest, event.policy_digest) == (given.revision_digest, "e" * 64)
    assert answered(question, given, replace(make.facts(), policy=None)).policy_digest == ""


def test_an_approved_request_is_found_behind_a_newer_one_that_is_not() -> None:
    others = [make.opened("dan", key=f"CR-{number}") for number in (4, 3, 2)]
    assert asked(*others, approved()).key == "CR-1"
    assert asked(*others).key == "CR-4"


def test_asking_again_does_not_evade_a_rejection() -> None:
    rejected = make.decided(make.opened("dan", key="CR-1"), "cleo", Verb.REJECT).change
    second = make.approved_by(make.opened("ben", key="CR-2"), "ana", "cleo")
    told = asked(second, rejected)
    assert (told.allowed, told.state, told.key) == (False, State.BLOCKED, "CR-1")
    assert asked(second, rejected, after=timedelta(days=6, hours=23)).key == "CR-1"


def test_of_two_requests_for_one_commit_the_approved_one_opens_the_gate() -> None:
    newer = make.opened("dan", key="CR-2")
    told = asked(newer, approved())
    assert (told.allowed, told.key) == (True, "CR-1")


def test_a_rejection_decides_although_the_change_cannot_be_judged() -> None:
    """The rejected request names a stranger, so its state is `error`; the newer one is approved."""
    stranger = make.opened("dan", the_commit=make.commit(author="mallory"))
    rejected = make.decided(stranger, "cleo", Verb.REJECT).change
    second = make.approved_by(make.opened("ben", key="CR-2"), "ana", "cleo")
    told = asked(second, rejected)
    assert (told.allowed, told.state, told.key) == (False, State.ERROR, "CR-1")


def test_a_rejection_decides_although_no_rule_is_about_its_other_system() -> None:
    given = make.facts(
        the_policy=make.policy(make.rule(make.OWNERS, when=When(systems=("checkout",))))
    )
    both = make.decided(make.opened("dan"), "cleo", Verb.REJECT).change
    present = replace(both.present, systems=("checkout", "login"))
    unruled = replace(both, revisions=(present,))
    second = make.approved_by(make.opened("ben", key="CR-2"), "ana", "cleo")
    assert asked(second, given=given).allowed
    assert asked(second, unruled, given=given).key == "CR-1"
    assert not asked(second, unruled, given=given).allowed


def test_a_new_revision_does_not_free_a_rejected_commit_for_another_request() -> None:
    rejected = make.decided(make.opened("dan"), "cleo", Verb.REJECT).change
    moved = make.revised(rejected, "dan", commit=OTHER_SHA)
    second = make.approved_by(make.opened("ben", key="CR-2"), "ana", "cleo")
    told = asked(second, moved)
    assert (told.allowed, told.state, told.key) == (False, State.BLOCKED, "CR-1")
    assert "Cleo rejected revision 1" in told.sentences[1]
    withdrawn = make.decided(moved, "cleo", Verb.WITHDRAW).change
    assert asked(second, withdrawn).key == "CR-2"
    assert asked(second, withdrawn).allowed


def test_a_rejection_of_another_commit_is_about_that_one_only() -> None:
    other = make.decided(make.opened("dan", commit=OTHER_SHA), "cleo", Verb.REJECT).change
    moved = make.revised(other, "dan")
    second = make.approved_by(make.opened("ben", key="CR-2"), "ana", "cleo")
    assert asked(second, moved).key == "CR-1"  # it asks for this commit now, and is blocked
    away = make.revised(moved, "dan", commit="c" * 40)
    assert asked(second, away).allowed


def test_who_is_rejected_and_expired_holds_nobody_up() -> None:
    rejected = make.decided(make.opened("dan"), "cleo", Verb.REJECT).change
    later = timedelta(days=7)
    fresh = make.opened("ben", key="CR-2", now=NOW + later)
    fresh = make.approved_by(fresh, "ana", "cleo", now=NOW + later)
    assert asked(fresh, rejected, after=later).allowed
