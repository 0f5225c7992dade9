"""Which approvals count: in time, of the level then and now, of people who are still there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.directory import Directory
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.outcome import reassess
from chatops.core.people import Person
from chatops.core.policy import Policy, SignOffs
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

INSTANT = timedelta(microseconds=1)
LONG = make.policy(expires_after=timedelta(days=30))
GENERATED: dict[str, Any] = {"degree": "generated", "tool": "Claude"}


def changed(person: Person) -> Directory:
    return make.directory(tuple(person if one.id == person.id else one for one in make.PEOPLE))


def owners(change: Change, given: Facts, after: timedelta = timedelta(0)) -> tuple[State, str]:
    verdict = evaluate(change, given, NOW + after)
    return verdict.state, make.line(verdict, "owners")


@pytest.mark.parametrize(
    ("request_", "policy", "life"),
    [
        ({}, LONG, timedelta(days=7)),
        ({"degree": "assisted", "tool": "Claude"}, LONG, timedelta(days=7)),
        (GENERATED, LONG, timedelta(hours=24)),
        ({}, replace(LONG, approvals_expire_after=timedelta(days=2)), timedelta(days=2)),
        (GENERATED, replace(LONG, generated_expire_after=timedelta(hours=1)), timedelta(hours=1)),
        (GENERATED, replace(LONG, approvals_expire_after=timedelta(hours=4)), timedelta(hours=4)),
    ],
)
def test_an_approval_expires_and_reopens_what_it_met(
    request_: dict[str, Any], policy: Policy, life: timedelta
) -> None:
    given = make.facts(the_policy=policy)
    change = make.approved_by(make.opened("ana", given=given, **request_), "ben", given=given)
    change = make.approved_by(change, "cleo", given=given, now=NOW + timedelta(minutes=30))
    assert owners(change, given, life - INSTANT)[0] is State.APPROVED
    state, sentence = owners(change, given, life)
    assert state is State.PENDING
    assert sentence.startswith("1 of 2 sign-offs from Payments (owners): Cleo.")
    assert "Does not count: Ben approved more than" in sentence
    assert "ago and can approve again" in sentence
    assert "ben" in evaluate(change, given, NOW + life).waiting()
    again = make.approved_by(change, "ben", given=given, now=NOW + life)
    assert len(again.decisions) == 3
    assert owners(again, given, life)[0] is State.APPROVED


def test_generated_once_expires_as_generated_for_ever() -> None:
    given = make.facts(the_policy=LONG)
    change = make.opened("ana", given=given, **GENERATED)
    change = make.revised(change, "ana", given=given, title="By hand now")
    change = make.approved_by(change, "ben", "cleo", given=given)
    assert owners(change, given, timedelta(hours=24))[0] is State.PENDING


def test_an_expired_approval_is_told_when_time_passes() -> None:
    given = make.facts(the_policy=LONG)
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    (event,) = reassess(change, given, NOW + timedelta(days=7)).events
    assert (event.TAG, getattr(event, "after", "")) == ("verdict:changed", "pending")


@pytest.mark.parametrize(
    ("now_", "state"),
    [
        (make.person("cleo", make.JUNIOR), State.PENDING),  # demoted
        (make.person("cleo", make.MID, active=False), State.PENDING),
        (make.person("cleo", make.MID, bot=True), State.PENDING),
        (make.person("cleo", make.PRINCIPAL), State.APPROVED),
        (make.person("cleo", make.MID), State.APPROVED),
    ],
)
def test_the_level_is_asked_for_then_and_now(now_: Person, state: State) -> None:
    lines = SignOffs("owners", 2, ("owners",), min_level="mid")
    policy = make.policy(make.rule(lines))
    given = make.facts(the_policy=policy)
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    assert owners(change, make.facts(the_policy=policy, the_directory=changed(now_)))[0] is state


def test_a_decision_of_a_level_that_left_the_ladder_does_not_count() -> None:
    policy = make.policy(make.rule(SignOffs("owners", 1, ("owners",), min_level="junior")))
    given = make.facts(the_policy=policy)
    change = make.approved_by(make.opened(given=given), "ana", given=given)
    (decision,) = change.decisions
    odd = replace(change, decisions=(replace(decision, level="wizard"),))
    assert owners(odd, given)[0] is State.PENDING


def test_who_left_the_team_no_longer_counts() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    smaller = replace(make.TEAMS[0], members=("ana", "ben", "dan"))
    moved = make.facts(the_directory=make.directory(teams=(smaller, make.TEAMS[1])))
    assert owners(change, moved) == (
        State.PENDING,
        "1 of 2 sign-offs from Payments (owners): Ana.",
    )


def test_a_slack_group_counts_as_it_is_now_and_unknown_is_an_error() -> None:
    policy = make.policy(make.rule(SignOffs("owners", 1, ("group:S1",))))
    given = make.facts(the_policy=policy, groups={"S1": ("eve",)})
    change = make.approved_by(make.opened(given=given), "eve", given=given)
    assert owners(change, given) == (
        State.APPROVED,
        "1 of 1 sign-off from the Slack group S1: Eve.",
    )
    left = make.facts(the_policy=policy, groups={"S1": ("ana",)})
    assert owners(change, left)[0] is State.PENDING
    untold = make.facts(the_policy=policy)
    state, sentence = owners(change, untold)
    assert state is State.ERROR
    assert sentence.endswith("Slack has not told who is in the group S1.")


def test_a_second_slack_account_is_the_same_person() -> None:
    ana = make.person("ana", make.SENIOR, slack_id="U1", other_slack_ids=("U2", "U3"))
    people = changed(ana)
    assert [people.by_slack(one) for one in ("U1", "U2", "U3")] == [ana] * 3
    given = make.facts(the_directory=people)
    change = make.opened(given=given)
    for account in ("U1", "U2", "U3"):
        found = people.by_slack(account)
        assert found is not None
        change = make.approved_by(change, found.id, given=given)
    assert owners(change, given) == (
        State.PENDING,
        "1 of 2 sign-offs from Payments (owners): Ana.",
    )


def test_a_second_address_of_a_contributor_is_the_same_contributor() -> None:
    ana = make.person("ana", make.SENIOR, emails=("ana@example.com", "a.n.a@home.example"))
    given = make.facts(the_directory=changed(ana))
    commit = make.commit(trailers=(("Co-authored-by", "X <A.N.A@home.example>"),))
    change = make.opened(the_commit=commit, given=given)
    assert "ana" not in evaluate(change, given, NOW).waiting()


def test_under_a_changed_policy_an_approval_is_judged_anew_and_the_line_says_so() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    other = make.facts(the_policy=make.policy(digest="f" * 64))
    assert owners(change, other) == (
        State.APPROVED,
        (
            "2 of 2 sign-offs from Payments (owners): "
            "Ana (under an earlier policy, judged by the present one), "
            "Cleo (under an earlier policy, judged by the present one)."
        ),
    )
    three = make.policy(make.rule(SignOffs("owners", 3, ("owners",))), digest="f" * 64)
    assert owners(change, make.facts(the_policy=three))[0] is State.PENDING
    again = make.decided(change, "ana", given=other)
    assert again.change.decisions[-1].policy_digest == "f" * 64


def test_a_changed_policy_makes_approvals_stale_where_the_policy_says_so() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    strict = make.policy(digest="f" * 64, stale_on_policy_change=True)
    given = make.facts(the_policy=strict)
    state, sentence = owners(change, given)
    assert state is State.STALE
    assert sentence.startswith("0 of 2 sign-offs")
    assert "have to look again" in sentence
    change = make.approved_by(change, "ana", "cleo", given=given)
    assert owners(change, given)[0] is State.APPROVED


@pytest.mark.parametrize("verb", [Verb.REJECT, Verb.WITHDRAW])
def test_the_last_word_of_a_person_is_the_one_that_counts(verb: Verb) -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    change = make.decided(change, "ana", verb).change
    assert owners(change, make.facts())[1].startswith(
        "1 of 2 sign-offs from Payments (owners): Cleo."
    )
    assert owners(make.approved_by(change, "ana"), make.facts())[0] is State.APPROVED


def test_an_approval_for_another_environment_does_not_count() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    moved = make.revised(change, environment="staging")
    assert owners(moved, make.facts())[0] is State.STALE
    forged = replace(
        change, decisions=tuple(replace(one, environment="staging") for one in change.decisions)
    )
    assert owners(forged, make.facts())[1].startswith("0 of 2")


def test_an_approval_of_another_digest_does_not_count_whatever_its_number() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    forged = replace(
        change, decisions=tuple(replace(one, revision_digest="0" * 64) for one in change.decisions)
    )
    assert owners(forged, make.facts())[1].startswith("0 of 2")


def test_joining_the_team_later_upgrades_no_older_approval() -> None:
    """R4: membership counts then and now; gaining it never upgrades what was said before."""
    change = make.opened("dan", degree="assisted", tool="Claude")
    change = make.approved_by(change, "eve")  # asked as a senior, not as an owner
    payments = replace(make.TEAMS[0], members=("ana", "ben", "cleo", "dan", "eve"))
    joined = make.facts(the_directory=make.directory(teams=(payments, make.TEAMS[1])))
    sentence = make.line(make.judged(change, joined), "owners")
    assert sentence.startswith("0 of 2 sign-offs from Payments (owners).")
    assert "Eve approved before being asked as Payments (owners) and can approve again" in sentence
    again = make.decided(change, "eve", given=joined).change
    assert make.line(make.judged(again, joined), "owners").startswith("1 of 2 sign-offs")


def test_a_delegate_gains_nothing_by_what_the_absent_person_joins_later() -> None:
    away = make.absence("max", "ana", until=NOW + timedelta(days=5))
    lines = (SignOffs("security", 1, ("team:identity",)), SignOffs("director", 1, ("director",)))
    given = make.facts(the_policy=make.policy(make.rule(*lines)), absences=away)
    change = make.opened("ben", given=given)
    peer = replace(make.PEOPLE[0], level=make.PRINCIPAL)
    raised = make.directory((peer, *make.PEOPLE[1:]))
    given = replace(given, directory=raised)
    change = make.decided(change, "ana", given=given).change
    assert make.line(make.judged(change, given), "director").startswith("1 of 1")
    identity = replace(make.TEAMS[1], members=("eve", "max"))
    joined = replace(given, directory=make.directory(raised.people, (make.TEAMS[0], identity)))
    assert make.line(make.judged(change, joined), "security").startswith("0 of 1")
