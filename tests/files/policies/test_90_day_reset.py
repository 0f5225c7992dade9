"""`90-day-reset.yml`: named systems need more for ninety days, and then no longer."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from tests import builders as make
from tests.files.policies.shipped import berlin, facts_under, told, warnings_about

FACTS = facts_under("90-day-reset")
BEGINS, ENDS = berlin(2026, 3, 1), berlin(2026, 5, 30)
SECOND = timedelta(seconds=1)
OF_THE_RESET = {"director", "careful documentation", "soak"}


def change_at(now: datetime, **fields: Any) -> Change:
    """A change that two owners have approved at that moment."""
    change = make.opened("linus", given=FACTS, now=now, **fields)
    return make.approved_by(change, "ada", "grace", given=FACTS, now=now)


def test_it_has_no_warnings() -> None:
    assert warnings_about("90-day-reset") == ()


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (BEGINS - SECOND, "approved"),
        (BEGINS, "pending"),
        (berlin(2026, 4, 15, 12), "pending"),
        (ENDS - SECOND, "pending"),
        (ENDS, "approved"),
    ],
)
def test_it_begins_and_ends_by_itself(now: datetime, state: str) -> None:
    found = told(change_at(now), FACTS, now)
    assert found["state"] == state
    assert (set(found) >= OF_THE_RESET) is (state == "pending")


def test_what_was_approved_before_it_needs_more_once_it_is_on() -> None:
    change = change_at(BEGINS - SECOND)
    assert told(change, FACTS, BEGINS - SECOND)["state"] == "approved"
    assert told(change, FACTS, BEGINS)["state"] == "pending"


def test_other_systems_are_not_touched() -> None:
    now = berlin(2026, 4, 15, 12)
    assert told(change_at(now, system="ledger"), FACTS, now)["state"] == "approved"


def test_what_it_asks_for() -> None:
    now = berlin(2026, 4, 15, 12)
    change = change_at(now, description="Timeouts.")
    found = told(change, FACTS, now)
    assert found["director"] == "0 of 1 sign-off from Radia Perlman."
    assert found["careful documentation"] == (
        "Description is shorter than the 20 characters that the policy asks for."
    )
    assert found["soak"] == "Check “staging-soak” has not reported on revision 1."


def test_it_is_met_by_a_third_person_careful_texts_and_a_fresh_soak() -> None:
    now = berlin(2026, 4, 15, 12)
    change = make.approved_by(change_at(now), "radia", given=FACTS, now=now)
    change = make.checked(change, given=FACTS, now=now)
    assert told(change, FACTS, now)["state"] == "approved"
    day = timedelta(hours=24)
    assert told(change, FACTS, now + day)["state"] == "approved"
    late = told(change, FACTS, now + day + SECOND)
    assert late["state"] == "pending"
    assert late["soak"] == (
        "Check “staging-soak” passed on revision 1, longer than 24 hours ago; it has to run again."
    )
