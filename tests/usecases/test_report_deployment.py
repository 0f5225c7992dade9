"""What a pipeline tells goes to the change that the gate let through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.change import Status
from chatops.core.deploying import Report
from chatops.core.events_talk import DeploymentReported
from chatops.core.nudging import Remind
from chatops.core.page import Page
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.usecases.home import home
from chatops.usecases.house import House
from chatops.usecases.nudge import nudge
from chatops.usecases.reassess import reassess
from chatops.usecases.report_deployment import report_deployment
from chatops.usecases.visible import visible
from tests import builders as make
from tests.usecases.stage import Stage

SHORT = make.policy(approvals_expire_after=timedelta(days=2))
STARTED = Report("checkout", "production", make.SHA, "started", "api:ci")


def queue(house: House, who: str) -> Page:
    return visible(house, lambda _change, _facts: True, waiting_for=who)


def test_it_is_stored_and_told(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    assert report_deployment(house.house, replace(STARTED, outcome="failed")) is not None
    (one,) = house.change(key).deployments
    assert (one.outcome.value, one.posted_by, one.at) == ("failed", "api:ci", house.now)
    assert not one.passed
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", DeploymentReported.TAG),
        ("dm", "ben", DeploymentReported.TAG),
    ]


def test_without_a_yes_it_is_told_aloud_and_the_change_is_not_done(house: Stage) -> None:
    key = house.opens()
    assert not house.asks().allowed
    house.delivers()
    told = replace(STARTED, outcome="succeeded")
    report_deployment(house.house, told)
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", DeploymentReported.TAG),
        ("channel", "CPAY", DeploymentReported.TAG),
        ("dm", "ben", DeploymentReported.TAG),
        ("dm", "max", DeploymentReported.TAG),
    ]
    assert not house.change(key).is_deployed
    assert [one.change.key for one in home(house.house, "ana").waiting] == [key]
    for who in ("ana", "cleo"):
        house.says(key, who)
    house.passes(minutes=1)
    assert house.asks().allowed
    report_deployment(house.house, told)
    assert house.change(key).is_deployed


def test_what_was_let_through_and_deployed_never_comes_back_into_an_inbox(house: Stage) -> None:
    house.facts = replace(house.facts, policy=SHORT)
    key = house.approved()
    house.passes(minutes=1)
    assert house.asks().allowed
    report_deployment(house.house, replace(STARTED, outcome="succeeded"))
    house.passes(days=3)
    house.delivers()
    reassess(house.house)
    assert house.delivers() == [("card", "CPAY", "")]
    assert house.change(key).state is State.PENDING
    for who in ("ana", "cleo", "dan", "eve"):
        page = home(house.house, who)
        assert (page.waiting, page.others, page.several) == ((), (), ())
        assert queue(house.house, who).rows == ()
    with pytest.raises(Refused, match="CR-1 is deployed, so it waits for nobody"):
        nudge(house.house, Remind(key, "ben"))
    house.passes(days=7)
    reassess(house.house)
    assert house.change(key).status is Status.EXPIRED
    assert house.delivers() == [("card", "CPAY", "")]


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
