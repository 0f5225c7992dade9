"""When somebody is likely to be at their desk."""

from datetime import UTC, datetime

import pytest

from chatops.core.hours import is_working

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "minute", "expected"),
    [
        ("Europe/Berlin", 2, 7, 59, False),  # 08:59 there
        ("Europe/Berlin", 2, 8, 0, True),
        ("Europe/Berlin", 2, 16, 59, True),
        ("Europe/Berlin", 2, 17, 0, False),  # 18:00 there
        ("Asia/Tokyo", 1, 23, 59, False),
        ("Asia/Tokyo", 2, 0, 0, True),  # Monday morning there
        ("Asia/Tokyo", 1, 1, 0, False),  # Sunday
        ("UTC", 6, 12, 0, True),
        ("UTC", 7, 12, 0, False),  # Saturday
        (None, 2, 12, 0, False),
        ("", 2, 12, 0, False),
        ("Nowhere/None", 2, 12, 0, False),
        ("Europe", 2, 12, 0, False),  # a folder of the database
        ("../etc/passwd", 2, 12, 0, False),
    ],
)
def test_nine_to_six_on_weekdays_in_their_own_zone(
    zone: str | None, day: int, hour: int, minute: int, expected: object
) -> None:
    assert is_working(zone, MONDAY.replace(day=day, hour=hour, minute=minute)) is expected
