"""Taking a request back: by whom, with a reason, and for good."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.cancellation import Cancellation
from chatops.core.cancelling import Cancel, cancel, may_cancel
from chatops.core.change import Change, Status
from chatops.core.chasing import step
from chatops.core.decision import Verb
from chatops.core.deploying import Report, report_deployment
from chatops.core.events_talk import ChangeCancelled
from chatops.core.facts import Facts
from chatops.core.gate import Answer, Question, answer
from chatops.core.notices import DirectMessage, notices
from chatops.core.outcome import Outcome, reassess
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW

DAY = timedelta(days=1)


def cancelled(
    change: Change, who: str = "ben", *, given: Facts | None = None, **fields: Any
) -> Outcome:
    command = Cancel(change.key, who, change.present.number, "slack", "It is not needed.")
    now = fields.pop("now", NOW)
    return cancel(change, replace(command, **fields), given or make.facts(), now)


def deployed(change: Change, outcome: str) -> Change:
    """The change after the pipeline that the gate let through told that outcome."""
    report = Report("checkout", "production", make.SHA, outcome, "api:ci")
    return report_deployment(
        change, report, make.facts(passed=make.passages(change, "api:ci")), NOW
    ).change


def code(change: Change, who: str = "ben", **fields: Any) -> str:
    with pytest.raises(Refused) as refused:
        cancelled(change, who, **fields)
    return refused.value.code


def asked(*changes: Change, given: Facts | None = None, after: timedelta = DAY) -> Answer:
    question = Question("ci", "checkout", "production", make.SHA)
    return answer(question, changes, given or make.facts(), NOW + after)


def rejected() -> Change:
    return make.decided(make.opened(), "dan", Verb.REJECT).change


def test_it_is_over_and_says_who_took_it_back() -> None:
    outcome = cancelled(make.opened())
    (taken_back,) = outcome.change.cancellations
    assert taken_back == Cancellation(1, "ben", "It is not needed.", NOW, "slack")
    assert (outcome.change.state, outcome.change.status) == (State.CANCELLED, Status.CANCELLED)
    assert outcome.verdict.sentence == "Cancelled by Ben; it asks for nothing any more."
    assert outcome.change.asked == ()
    assert reassess(outcome.change, make.facts(), NOW + timedelta(days=30)).events == ()


@pytest.mark.parametrize(
    ("who", "may"), [("ben", True), ("dan", True), ("max", True), ("ana", False), ("eve", False)]
)
def test_requester_contributors_and_directors_may(who: str, *, may: bool) -> None:
    change = make.opened(the_commit=make.commit(author="dan"))
    assert may_cancel(change, who, make.facts()) is may
    if may:
        assert cancelled(change, who).change.state is State.CANCELLED
    else:
        assert code(change, who) == "not_allowed"


def test_who_contributed_to_an_earlier_revision_only_may_not() -> None:
    change = make.opened(the_commit=make.commit(author="dan"))
    clean = make.commit(make.OTHER_SHA, author="ben")
    change = make.revised(change, commit=make.OTHER_SHA, the_commit=clean)
    assert code(change, "dan") == "not_allowed"


def test_who_may_not_reads_who_may() -> None:
    with pytest.raises(Refused, match=r"Only these may cancel CR-1: Ben, Max\. You can reject it"):
        cancelled(make.opened(), "ana")


def test_who_is_nobody_any_more_may_not() -> None:
    gone = make.facts(standings={"ben": Standing.DEACTIVATED})
    assert code(make.opened(), given=gone) == "not_a_member"
    assert not may_cancel(make.opened(), "ben", gone)
    assert not may_cancel(make.opened(), "stranger", make.facts())


@pytest.mark.parametrize("nothing", ["", " \n", "n/a"])
def test_it_needs_a_reason(nothing: str) -> None:
    assert code(make.opened(), reason=nothing) == "reason_missing"


def test_it_is_about_what_was_shown() -> None:
    assert code(make.revised(make.opened(), title="Other"), revision=1) == "stale_revision"


def test_it_can_be_done_where_nothing_can_be_judged() -> None:
    broken = replace(make.facts(), policy=None, problems=("policy.yml: gone.",))
    assert cancelled(make.opened(), given=broken).change.state is State.CANCELLED


def test_an_expired_change_can_be_cancelled_so_that_nobody_revives_it() -> None:
    late = NOW + timedelta(days=8)
    change = reassess(make.opened(), make.facts(), late).change
    assert change.status is Status.EXPIRED
    assert cancelled(change, now=late).change.status is Status.CANCELLED


def test_what_is_deployed_is_not_cancelled_unless_it_failed_or_was_rolled_back() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    done = deployed(change, "succeeded")
    assert not may_cancel(done, "ben", make.facts())
    with pytest.raises(Refused) as refused:
        cancelled(done)
    assert (refused.value.code, refused.value.sentence) == (
        "deployed",
        "CR-1 is deployed: there is nothing left to cancel. Open a request for what undoes it.",
    )
    for outcome in ("failed", "rolled_back"):
        again = deployed(done, outcome)
        assert may_cancel(again, "ben", make.facts())
        assert cancelled(again).change.state is State.CANCELLED


def test_nothing_is_decided_revised_broken_or_cancelled_afterwards() -> None:
    given = make.facts(the_policy=make.glass_policy())
    change = cancelled(make.decided(make.opened(), "dan", Verb.REJECT, given=given).change).change
    acts = (
        lambda: make.decided(change, "ana", given=given),
        lambda: make.decided(change, "ana", Verb.REJECT, given=given),
        lambda: make.broken(change, given=given),
        lambda: make.revised(change, title="Other", given=given),
        lambda: cancelled(change, given=given),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "cancelled"
        assert refused.value.sentence == (
            "CR-1 was cancelled, for good. Open a new change request instead."
        )


def test_the_gate_is_shut() -> None:
    change = make.approved_by(make.opened(), "ana", "cleo")
    assert asked(change).allowed
    told = asked(cancelled(change).change)
    assert (told.allowed, told.state) == (False, State.CANCELLED)
    assert told.sentences == ("CR-1: Cancelled by Ben; it asks for nothing any more.",)


def test_another_request_for_the_commit_stands_by_itself() -> None:
    gone = cancelled(make.opened()).change
    other = make.approved_by(make.opened(key="CR-2"), "ana", "cleo")
    assert asked(other, gone).key == "CR-2"
    assert asked(gone, other).allowed


def test_taking_it_back_takes_no_rejection_back() -> None:
    other = make.approved_by(make.opened(key="CR-2"), "ana", "cleo")
    told = asked(other, cancelled(rejected()).change)
    assert (told.allowed, told.state, told.key) == (False, State.BLOCKED, "CR-1")
    assert told.sentences == (
        (
            "CR-1: Cancelled while a rejection stood, which blocks this commit until "
            "2026-03-09 09:00 UTC, unless Dan withdraws it before. Or ask for another commit."
        ),
    )


def freed(change: Change, given: Facts, *, key: str = "CR-2") -> bool:
    """Whether another request for the commit goes through beside this one."""
    other = make.approved_by(make.opened(key=key, given=given), "ana", "cleo", given=given)
    return asked(other, change, given=given, after=timedelta(hours=1)).allowed


def test_who_rejected_withdraws_it_and_who_may_lifts_it_all_the_same() -> None:
    given = make.facts(the_policy=make.glass_policy())
    change = cancelled(make.decided(make.opened(), "dan", Verb.REJECT).change, given=given).change
    assert not freed(change, given)
    for free in (
        make.decided(change, "dan", Verb.WITHDRAW, given=given),
        make.lifted(change, "max", given=given),
    ):
        assert free.change.state is State.CANCELLED
        assert [one.TAG for one in free.events] == ["decision:made"]
        assert freed(free.change, given)
    with pytest.raises(Refused, match="Only who rejected may take a rejection back"):
        make.lifted(change, "ana", given=given)
    with pytest.raises(Refused, match="No rejection stands against CR-1"):
        make.lifted(cancelled(make.opened()).change, "max", given=given)


def test_of_a_cancelled_change_nobody_takes_back_an_approval_or_what_blocks_no_more() -> None:
    approved = cancelled(make.approved_by(make.opened(), "ana")).change
    change = cancelled(rejected()).change
    late, given = NOW + 7 * DAY, make.facts(the_policy=make.glass_policy())
    over = "CR-1 was cancelled, for good"
    with pytest.raises(Refused, match=over):
        make.decided(approved, "ana", Verb.WITHDRAW)
    with pytest.raises(Refused, match=over):
        make.decided(change, "dan", Verb.WITHDRAW, now=late)
    with pytest.raises(Refused, match=over):
        make.lifted(change, "max", given=given, now=late)
    with pytest.raises(Refused, match="it is at revision 1, the card showed revision 2"):
        make.decided(change, "dan", Verb.WITHDRAW, revision=2)


@pytest.mark.parametrize(
    ("lift", "standing", "told"),
    [
        (("director",), Standing.FULL, ", unless Dan withdraws it, or Max lifts it before. Or"),
        (("director",), Standing.DEACTIVATED, ", unless Max lifts it before. Or"),
        ((), Standing.DEACTIVATED, "2026-03-09 09:00 UTC. Or ask for another commit."),
    ],
)
def test_the_gate_names_who_can_free_the_commit(
    lift: tuple[str, ...], standing: Standing, told: str
) -> None:
    change = cancelled(rejected()).change
    given = make.facts(the_policy=make.policy(lift=lift), standings={"dan": standing})
    assert told in asked(change, given=given).sentences[0]


def test_which_blocks_no_longer_than_it_would_have() -> None:
    given = make.facts(the_policy=make.policy(expires_after=timedelta(days=30)))
    other = make.approved_by(make.opened(key="CR-2", given=given), "ana", "cleo", given=given)
    gone = cancelled(rejected()).change
    instant = timedelta(microseconds=1)
    assert not asked(other, gone, given=given, after=timedelta(days=7) - instant).allowed
    fresh = make.approved_by(other, "ana", "cleo", given=given, now=NOW + timedelta(days=7))
    assert asked(fresh, gone, given=given, after=timedelta(days=7)).allowed


def test_a_rejection_that_was_lifted_before_blocks_nothing() -> None:
    given = make.facts(the_policy=make.policy(lift=("director",)))
    lifted = make.lifted(rejected(), "max", given=given).change
    other = make.approved_by(make.opened(key="CR-2", given=given), "ana", "cleo", given=given)
    assert asked(other, cancelled(lifted, given=given).change, given=given).allowed


def test_broken_glass_opens_no_more_and_its_review_stays_owed() -> None:
    given = make.facts(the_policy=make.glass_policy())
    broken = make.broken(make.opened(given=given), given=given).change
    change = cancelled(broken, given=given).change
    assert not asked(change, given=given, after=timedelta(0)).allowed
    assert change.open_obligations() == broken.open_obligations()
    late = step(change, given, NOW + DAY)
    assert [one.TAG for one in late.events] == ["obligation:overdue"]
    paid = make.paid(make.paid(late.change, "ana", given=given).change, "dan", given=given).change
    assert (paid.open_obligations(), paid.state) == ((), State.CANCELLED)


def test_who_approved_and_who_was_asked_hear_it_but_not_who_did_it() -> None:
    change = make.approved_by(make.opened(), "ana")
    assert change.asked == ("cleo",)
    for who, people in (("ben", ["ana", "cleo"]), ("max", ["ben", "ana", "cleo"])):
        outcome = cancelled(change, who)
        told = [one for one in notices(outcome, make.facts()) if isinstance(one, DirectMessage)]
        assert {type(one.event) for one in told} == {ChangeCancelled}
        assert [one.person for one in told] == people
