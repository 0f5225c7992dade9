"""A tool's report through the store: once for each delivery, seen by the gate at once."""

from typing import Any

import pytest

from chatops.core.policy import CheckPassed
from chatops.core.post_check import PostCheck
from chatops.core.refused import Refused
from chatops.usecases.post_check import post_check
from tests import builders as make
from tests.usecases.stage import Stage

POLICY = make.policy(make.rule(make.OWNERS, CheckPassed("soak", "staging-soak")))


def posts(house: Stage, key: str, outcome: str = "passed", **more: Any) -> Any:
    number, commit = house.change(key).present.number, house.change(key).present.commit
    command = PostCheck(key, "staging-soak", outcome, number, commit, "api:soak", summary="2 h")
    return post_check(house.house, command, **more)


@pytest.fixture
def key(house: Stage) -> str:
    house.facts = make.facts(the_policy=POLICY).with_standings({})
    return house.approved()


def test_the_gate_waits_for_the_check_and_opens_with_it(house: Stage, key: str) -> None:
    assert not house.asks().allowed
    posts(house, key)
    assert house.asks().allowed
    (run,) = house.change(key).check_runs
    assert (run.posted_by, run.summary, run.at) == ("api:soak", "2 h", house.now)


def test_what_is_posted_is_audited_without_its_text(house: Stage, key: str) -> None:
    posts(house, key)
    (entry,) = house.entries(key, "check:posted")
    event = entry.data["event"]
    assert (event["check"], event["outcome"], event["posted_by"]) == (
        "staging-soak",
        "passed",
        "api:soak",
    )
    assert event["summary"] == "2 h"
    assert "2 h" not in entry.body


def test_a_repeated_delivery_is_dealt_with_once(house: Stage, key: str) -> None:
    assert posts(house, key, delivery="run-1") is not None
    assert posts(house, key, delivery="run-1") is None
    assert len(house.change(key).check_runs) == 1


def test_a_later_failure_closes_the_gate_again(house: Stage, key: str) -> None:
    posts(house, key)
    posts(house, key, "failed")
    assert not house.asks().allowed


def test_a_new_revision_has_to_be_checked_anew(house: Stage, key: str) -> None:
    posts(house, key)
    house.revises(key, commit=make.OTHER_SHA)
    for person in ("ana", "cleo"):
        house.says(key, person)
    assert not house.asks(commit=make.OTHER_SHA).allowed
    posts(house, key)
    assert house.asks(commit=make.OTHER_SHA).allowed


def test_a_report_that_comes_too_late_is_refused(house: Stage, key: str) -> None:
    house.revises(key, commit=make.OTHER_SHA)
    late = PostCheck(key, "staging-soak", "passed", 1, make.SHA, "api:soak")
    with pytest.raises(Refused, match="is at revision 2") as refused:
        post_check(house.house, late)
    assert refused.value.code == "stale_revision"
    assert house.change(key).check_runs == ()
