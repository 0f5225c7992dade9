"""What a pipeline tells goes to the change that the gate let through."""

from chatops.core.deploying import Report
from chatops.core.events_talk import DeploymentReported
from chatops.usecases.report_deployment import report_deployment
from tests import builders as make
from tests.usecases.stage import Stage

STARTED = Report("checkout", "production", make.SHA, "started", "api:ci")


def test_it_is_stored_and_told(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    assert report_deployment(house.house, STARTED) is not None
    (one,) = house.change(key).deployments
    assert (one.outcome.value, one.posted_by, one.at) == ("started", "api:ci", house.now)
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", DeploymentReported.TAG),
        ("dm", "ben", DeploymentReported.TAG),
    ]


def test_the_same_twice_is_one_entry(house: Stage) -> None:
    key = house.opens()
    for _ in range(3):
        report_deployment(house.house, STARTED)
    assert len(house.entries(key, DeploymentReported.TAG)) == 1
    assert report_deployment(house.house, STARTED, delivery="run-1") is not None
    assert report_deployment(house.house, STARTED, delivery="run-1") is None


def test_the_change_that_went_through_is_meant_before_a_newer_one(house: Stage) -> None:
    first = house.approved()
    assert house.asks().key == first
    second = house.approved()
    third = house.opens()
    told = report_deployment(house.house, STARTED)
    assert told is not None
    assert told.change.key == first
    house.revises(first, commit=make.OTHER_SHA)
    told = report_deployment(house.house, STARTED)
    assert told is not None
    assert told.change.key == second
    assert house.change(third).deployments == ()


def test_having_gone_through_on_another_revision_is_nothing(house: Stage) -> None:
    first = house.approved()
    house.asks()
    house.revises(first, title="Other")
    second = house.opens()
    told = report_deployment(house.house, STARTED)
    assert told is not None
    assert told.change.key == second
