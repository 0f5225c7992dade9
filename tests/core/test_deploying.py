"""What a pipeline tells of a deployment, and which change it is told to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change, Status
from chatops.core.chasing import step
from chatops.core.decision import Verb
from chatops.core.deploying import Report, meant, report_deployment
from chatops.core.deployment import DeploymentOutcome
from chatops.core.events_talk import DeploymentReported
from chatops.core.handing import GiveOver, candidates, hand_over
from chatops.core.notices import CardOutdated, notices
from chatops.core.nudging import Remind, remind
from chatops.core.outcome import Outcome, reassess
from chatops.core.passage import Passage
from chatops.core.people import Standing
from chatops.core.quiet import is_urgent
from chatops.core.refused import Invalid, Refused
from chatops.core.snoozing import Sleep, sleep
from chatops.core.verdict import State
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA

DAY = timedelta(days=1)
LATER = NOW + 3 * DAY
SHORT = make.policy(approvals_expire_after=2 * DAY)
WENT = make.passages(make.opened(), "ci")
PASSED = make.facts(the_policy=SHORT, passed=WENT)
OWNERS = ("ana", "cleo", "dan")
REPORT = Report("checkout", "production", SHA, "started", "api:ci")


def reported(
    change: Change, outcome: str = "started", *, passed: tuple[Passage, ...] = WENT, **fields: Any
) -> Outcome:
    command = replace(REPORT, outcome=outcome, **fields)
    return report_deployment(change, command, make.facts(passed=passed), NOW)


def test_it_is_kept_with_the_revision_it_is_about() -> None:
    change = make.revised(make.opened(), title="Other")
    outcome = reported(change, link=" https://ci.example.com/7 ")
    (one,) = outcome.change.deployments
    assert (one.number, one.system, one.environment, one.revision) == (
        1,
        "checkout",
        "production",
        2,
    )
    assert (one.outcome, one.posted_by, one.at) == (DeploymentOutcome.STARTED, "api:ci", NOW)
    (event,) = outcome.events
    assert isinstance(event, DeploymentReported)
    assert (event.number, event.outcome, event.link) == (1, "started", "https://ci.example.com/7")


def test_it_is_in_the_thread_and_heard_by_the_requester() -> None:
    told = notices(reported(make.opened()), make.facts())
    assert [getattr(one, "channel", getattr(one, "person", "")) for one in told] == [
        "CPAY",  # the card
        "CPAY",  # its thread
        "ben",
    ]


def test_the_same_again_by_the_same_token_is_no_news() -> None:
    change = reported(make.opened()).change
    assert reported(change).events == ()
    assert reported(change, posted_by="api:other").events
    failed = reported(change, "failed").change
    assert reported(failed, "failed").events == ()
    again = reported(failed, "started").change
    assert [one.outcome.value for one in again.deployments] == ["started", "failed", "started"]


@pytest.mark.parametrize("outcome", ["started", "succeeded", "failed", "rolled_back"])
def test_what_the_gate_never_let_through_is_loud_and_not_done(outcome: str) -> None:
    made = make.opened()
    told = reported(made, outcome, passed=())
    loud = outcome in {"started", "succeeded"}
    heard = ["CPAY", "CPAY", "ben"]  # the card, its thread
    assert [
        getattr(one, "channel", getattr(one, "person", "")) for one in notices(told, make.facts())
    ] == (["CPAY", *heard, "max"] if loud else heard)
    assert is_urgent(told.change, told.events[0]) is loud
    assert not told.change.is_deployed
    assert told.change.asked == made.asked


def test_it_is_news_again_once_the_gate_said_yes() -> None:
    change = reported(make.opened(), "succeeded", passed=()).change
    assert reported(change, "succeeded", passed=()).events == ()
    again = reported(change, "succeeded")
    assert len(again.events) == 1
    assert again.change.is_deployed


def lapsed(outcome: str = "succeeded") -> Outcome:
    """What became of an approved change that was deployed, when its approvals are over."""
    given = make.facts(the_policy=SHORT)
    change = make.approved_by(make.opened(given=given), "ana", "cleo", given=given)
    return reassess(reported(change, outcome).change, given, LATER)


def test_what_is_deployed_asks_for_nothing_when_its_approvals_lapse() -> None:
    assert lapsed("failed").change.asked == ("ana", "cleo")
    assert len(notices(lapsed("failed"), make.facts())) == 3
    outcome = lapsed()
    change = outcome.change
    assert (change.state, change.asked, change.unreachable) == (State.PENDING, (), "")
    assert [type(one) for one in notices(outcome, make.facts())] == [CardOutdated]
    back = report_deployment(change, replace(REPORT, outcome="rolled_back"), PASSED, LATER)
    assert back.change.asked == ("ana", "cleo")


def test_nor_is_it_told_that_it_expired_or_that_nobody_can_approve_it() -> None:
    change = lapsed().change
    nobody = make.facts(the_policy=SHORT, standings=dict.fromkeys(OWNERS, Standing.GUEST))
    assert reassess(change, nobody, LATER).change.unreachable == ""
    assert [type(one) for one in notices(reassess(change, nobody, LATER), nobody)] == [CardOutdated]
    outcome = reassess(change, make.facts(), change.expires_at)
    assert outcome.change.status is Status.EXPIRED
    assert [type(one) for one in notices(outcome, make.facts())] == [CardOutdated]


def test_a_rejection_of_what_is_deployed_is_told() -> None:
    outcome = make.decided(lapsed().change, "dan", Verb.REJECT, now=LATER)
    events = [getattr(one, "event", None) for one in notices(outcome, make.facts())]
    assert {one.TAG for one in events if one} == {"decision:made", "verdict:changed"}


def test_what_is_deployed_waits_for_nobody_who_could_be_reminded_or_put_it_off() -> None:
    change, facts = lapsed().change, make.facts(the_policy=SHORT)
    told = "CR-1 is deployed, so it waits for nobody's sign-off any more."
    with pytest.raises(Refused, match=told):
        remind(change, Remind("CR-1", "ben"), facts, LATER)
    with pytest.raises(Refused, match=told):
        sleep(change, Sleep("CR-1", "ana", LATER + DAY), facts, LATER)
    with pytest.raises(Refused, match=told):
        hand_over(change, GiveOver("CR-1", "ana", "dan"), facts, LATER)
    assert candidates(change, "ana", facts, LATER) == ()


def test_an_approval_of_what_is_deployed_is_recalled_also_after_it_expired() -> None:
    facts = make.facts(the_policy=SHORT, passed=make.passages(lapsed().change, "ci"))
    change = lapsed().change
    change = reassess(change, facts, change.expires_at).change
    late = change.expires_at + DAY
    outcome = make.decided(change, "ana", Verb.WITHDRAW, given=facts, now=late)
    assert [one.TAG for one in outcome.events] == ["decision:made", "approval:recalled"]
    assert (outcome.change.state, outcome.change.status) == (State.EXPIRED, Status.EXPIRED)
    for verb in (Verb.APPROVE, Verb.REJECT):
        with pytest.raises(Refused, match="has expired"):
            make.decided(change, "ana", verb, given=facts, now=late)
    with pytest.raises(Refused, match="was changed since"):
        make.decided(change, "ana", Verb.WITHDRAW, given=facts, now=late, revision=2)
    undone = reported(change, "rolled_back").change
    with pytest.raises(Refused, match="has expired"):
        make.decided(undone, "ana", Verb.WITHDRAW, given=facts, now=late)


def test_a_snooze_of_what_is_deployed_ends_without_a_word() -> None:
    facts = make.facts(the_policy=SHORT)
    change = sleep(make.opened(given=facts), Sleep("CR-1", "ana", NOW + DAY), facts, NOW).change
    (event,) = step(reported(change, "succeeded").change, facts, NOW + DAY).events
    assert not getattr(event, "is_asked", True)
    event, *_ = step(reported(change, "failed").change, facts, NOW + DAY).events
    assert getattr(event, "is_asked", False)


def test_the_same_of_another_revision_is_news() -> None:
    change = make.revised(reported(make.opened()).change, title="Other")
    assert [one.revision for one in reported(change).change.deployments] == [1, 2]


def test_it_changes_no_verdict() -> None:
    change = make.opened()
    assert reported(change, "succeeded").change.state is change.state


def test_deployed_is_what_succeeded_last_on_every_system() -> None:
    change = make.opened(systems=("checkout", "ledger"))
    one = reported(change, "succeeded").change
    assert not one.is_deployed
    both = reported(one, "succeeded", system="ledger").change
    assert both.is_deployed
    assert not reported(both, "rolled_back").change.is_deployed
    assert not make.revised(both, systems=("checkout", "ledger"), title="Other").is_deployed
    assert not make.opened().is_deployed


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"outcome": "done"}, "outcome"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://example.com/" + "x" * 2000}, "link"),
    ],
)
def test_mistakes_are_told_under_their_field(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        reported(make.opened(), **fields)
    assert list(refused.value.mistakes) == [field]


@pytest.mark.parametrize(
    "other", [{"system": "ledger"}, {"environment": "staging"}, {"commit": OTHER_SHA}]
)
def test_what_the_present_revision_is_not_is_not_recorded(other: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        reported(make.opened(), **other)
    assert refused.value.code == "stale_revision"


def test_a_change_holds_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatops.core.deploying.MOST", 1)
    change = reported(make.opened()).change
    assert reported(change).events == ()
    with pytest.raises(Refused, match="the most that one change can hold"):
        reported(change, "failed")


def test_it_is_told_to_the_newest_the_approved_or_the_one_that_went_through() -> None:
    newest, middle, oldest = (make.opened(key=f"CR-{number}") for number in (3, 2, 1))
    changes = (newest, middle, oldest)
    assert meant(changes, (), REPORT) is newest
    approved = make.approved_by(middle, "ana", "cleo")
    assert meant((newest, approved, oldest), (), REPORT) is approved
    assert meant((newest, approved, oldest), ("CR-1",), REPORT) is oldest


def test_an_earlier_revision_is_not_meant() -> None:
    moved = make.revised(make.opened(), commit=OTHER_SHA)
    with pytest.raises(Refused) as refused:
        meant((moved,), ("CR-1",), REPORT)
    assert (refused.value.code, refused.value.field) == ("unknown_change", "commit")
    assert refused.value.sentence == (
        "No change request is at aaaaaaaaaaaa for checkout in production, so there is nothing to "
        "tell it to. Nothing was recorded."
    )


def test_a_cancelled_or_expired_change_is_told_all_the_same() -> None:
    late = report_deployment(make.opened(), REPORT, make.facts(), NOW + timedelta(days=30))
    assert late.change.deployments
