"""Windows of the calendar: half-open, in a named zone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chatops.core.window import Span, Window
from tests import builders as make
from tests.builders import NOW

BERLIN = ZoneInfo("Europe/Berlin")
YEAR_END = Window(
    "year end",
    Span.FREEZE,
    datetime(2026, 12, 18, 18, tzinfo=BERLIN),
    datetime(2027, 1, 4, 6, tzinfo=BERLIN),
)


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        (datetime(2026, 12, 18, 16, 59, 59, 999999, tzinfo=UTC), False),
        (datetime(2026, 12, 18, 17, tzinfo=UTC), True),  # 18:00 in Berlin
        (datetime(2027, 1, 4, 4, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2027, 1, 4, 5, tzinfo=UTC), False),
    ],
)
def test_it_begins_and_ends_to_the_microsecond_in_its_own_zone(
    moment: datetime, *, on: bool
) -> None:
    assert YEAR_END.is_on(moment) is on


def test_summer_time_is_the_zones() -> None:
    reset = Window(
        "reset",
        Span.RESET,
        datetime(2026, 3, 1, tzinfo=BERLIN),
        datetime(2026, 5, 30, tzinfo=BERLIN),
    )
    assert reset.is_on(datetime(2026, 5, 29, 21, 59, tzinfo=UTC))
    assert not reset.is_on(datetime(2026, 5, 29, 22, tzinfo=UTC))
    assert reset.until == "2026-05-30 00:00 Europe/Berlin"


@pytest.mark.parametrize(
    ("start", "end", "shares"),
    [
        (-2, 0, False),  # ends as the freeze begins
        (-2, 0.001, True),
        (1, 2, True),
        (-9, 99, True),
        (47.999, 50, True),
        (48, 50, False),  # begins as the freeze ends
    ],
)
def test_intervals_that_only_touch_share_no_moment(
    start: float, end: float, *, shares: bool
) -> None:
    freeze = make.window(lasts=timedelta(hours=48))
    begins, ends = NOW + timedelta(hours=start), NOW + timedelta(hours=end)
    assert freeze.overlaps(begins, ends) is shares


@pytest.mark.parametrize(
    ("fields", "system", "environment", "touched"),
    [
        ({}, "checkout", "production", True),
        ({"systems": ("checkout",)}, "checkout", "staging", True),
        ({"systems": ("ledger",)}, "checkout", "production", False),
        ({"tiers": (1,)}, "checkout", "production", True),
        ({"tiers": (2, 3)}, "checkout", "production", False),
        ({"environments": ("production",)}, "checkout", "staging", False),
        ({"tiers": (1,), "systems": ("ledger",)}, "checkout", "production", False),
    ],
)
def test_its_scope(fields: dict[str, Any], system: str, environment: str, *, touched: bool) -> None:
    window = make.window(**fields)
    found = make.facts().registry.get(system)
    assert window.touches(found, environment) is touched


@pytest.mark.parametrize(
    ("before_the_end", "days"),
    [(0.001, 1), (1, 1), (24, 1), (24.001, 2), (48, 2)],
)
def test_a_begun_day_is_a_day_left(before_the_end: float, days: int) -> None:
    window = make.window(lasts=timedelta(hours=48))
    assert window.days_left(window.ends - timedelta(hours=before_the_end)) == days


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(NOW, NOW), (NOW, NOW - timedelta(1)), (NOW.replace(tzinfo=None), NOW.replace(tzinfo=None))],
)
def test_a_window_without_length_or_zone_cannot_be_made(begins: datetime, ends: datetime) -> None:
    with pytest.raises(ValueError, match="has no length"):
        Window("w", Span.FREEZE, begins, ends)
