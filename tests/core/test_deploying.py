"""What a pipeline tells of a deployment, and which change it is told to."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from chatops.core.deploying import Report, meant, report_deployment
from chatops.core.deployment import DeploymentOutcome
from chatops.core.events_talk import DeploymentReported
from chatops.core.notices import notices
from chatops.core.outcome import Outcome
from chatops.core.refused import Invalid, Refused
from tests import builders as make
from tests.builders import NOW, OTHER_SHA, SHA

REPORT = Report("checkout", "production", SHA, "started", "api:ci")


def reported(change: Change, outcome: str = "started", **fields: Any) -> Outcome:
    command = replace(REPORT, outcome=outcome, **fields)
    return report_deployment(change, command, make.facts(), NOW)


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
def test_what_the_present_revision_is_not_is_not_recorded(other: dict[str, str]) -> None:
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
