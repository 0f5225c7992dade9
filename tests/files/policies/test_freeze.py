"""`freeze.yml`: a freeze that refuses, one that adds an approver, and planned windows."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from chatops.core.change import Change
from tests import builders as make
from tests.files.policies.shipped import berlin, facts_under, told, warnings_about

FACTS = facts_under("freeze")
FROZEN, THAWED = berlin(2026, 12, 18, 18), berlin(2027, 1, 4, 6)
SALES, AFTER_SALES = berlin(2026, 11, 23), berlin(2026, 11, 30)
SECOND = timedelta(seconds=1)
YEAR_END = "year end: frozen until 2027-01-04 06:00 Europe/Berlin. Nobody is in the office."


def change_at(now: datetime, **fields: Any) -> Change:
    """An emergency that two owners have approved at that moment."""
    change = make.opened("linus", given=FACTS, now=now, **({"kind": "emergency"} | fields))
    return make.approved_by(change, "ada", "grace", given=FACTS, now=now)


def test_it_has_no_warnings() -> None:
    assert warnings_about("freeze") == ()


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (FROZEN - SECOND, "approved"),
        (FROZEN, "frozen"),
        (berlin(2026, 12, 31, 12), "frozen"),
        (THAWED - SECOND, "frozen"),
        (THAWED, "approved"),
    ],
)
def test_the_year_end_refuses_half_open(now: datetime, state: str) -> None:
    found = told(change_at(now), FACTS, now)
    assert found["state"] == state
    assert found.get("year end", YEAR_END) == YEAR_END
    assert ("year end" in found) is (state == "frozen")


def test_a_normal_change_stays_outside_the_sales_week() -> None:
    found = told(planned(SALES, SALES + timedelta(hours=2)), FACTS, SALES)
    assert "director" not in found
    assert found["window"] == (
        "The planned window meets the freeze “sales week”; plan another one."
    )


def test_what_was_approved_before_the_freeze_is_held_by_it() -> None:
    change = change_at(FROZEN - timedelta(days=1))
    assert told(change, FACTS, FROZEN - SECOND)["state"] == "approved"
    assert told(change, FACTS, FROZEN)["state"] == "frozen"


def test_staging_is_not_frozen() -> None:
    now = berlin(2026, 12, 31, 12)
    assert told(change_at(now, environment="staging"), FACTS, now)["state"] == "approved"


@pytest.mark.parametrize(
    ("now", "kind", "asked"),
    [
        (SALES - SECOND, "standard", False),
        (SALES, "standard", True),
        (AFTER_SALES - SECOND, "standard", True),
        (AFTER_SALES, "standard", False),
        (SALES, "emergency", False),
    ],
)
def test_the_sales_week_adds_the_director(now: datetime, kind: str, *, asked: bool) -> None:
    found = told(change_at(now, kind=kind), FACTS, now)
    assert ("director" in found) is asked
    assert found["state"] == ("pending" if asked else "approved")
    if asked:
        assert found["director"].startswith("0 of 1 sign-off from Radia Perlman.")


def planned(start: datetime, end: datetime) -> Change:
    return change_at(start - timedelta(days=1), kind="normal", window_start=start, window_end=end)


def test_a_normal_change_goes_in_its_planned_window_only() -> None:
    start = berlin(2026, 10, 5, 10)
    change = planned(start, start + timedelta(hours=2))
    assert told(change, FACTS, start - SECOND)["window"] == (
        "The gate opens with the planned window, at 2026-10-05 08:00 UTC."
    )
    assert told(change, FACTS, start)["state"] == "approved"
    assert told(change, FACTS, start + timedelta(hours=2))["window"] == (
        "The planned window ended at 2026-10-05 10:00 UTC; plan another one."
    )


def test_a_normal_change_without_a_window_waits_for_one() -> None:
    now = berlin(2026, 10, 5, 10)
    found = told(change_at(now, kind="normal"), FACTS, now)
    assert found["window"] == "The planned window is missing."


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        (FROZEN - timedelta(hours=2), FROZEN, False),
        (FROZEN - timedelta(hours=2), FROZEN + SECOND, True),
        (THAWED - SECOND, THAWED + timedelta(hours=1), True),
        (THAWED, THAWED + timedelta(hours=1), False),
    ],
)
def test_a_planned_window_lies_outside_all_freezes(
    start: datetime, end: datetime, *, meets: bool
) -> None:
    found = told(planned(start, end), FACTS, start - timedelta(hours=1))
    meeting = "The planned window meets the freeze “year end”; plan another one."
    assert (found["window"] == meeting) is meets
