"""Public holidays by country and part of it."""

import subprocess
import sys
from datetime import date

import pytest

from chatops.core.holidays import countries, is_holiday


@pytest.mark.parametrize(
    ("day", "country", "subdivision", "expected"),
    [
        (date(2026, 1, 1), "DE", "", True),
        (date(2026, 1, 6), "DE", "", False),
        (date(2026, 1, 6), "DE", "BY", True),  # Epiphany
        (date(2026, 1, 6), "DE", "BE", False),
        (date(2027, 1, 6), "DE", "BY", True),
        (date(2026, 7, 3), "US", "", True),  # Independence Day, observed on a Friday
        (date(2026, 8, 15), "IN", "", True),
        (date(2026, 1, 1), "", "", False),
        (date(2026, 1, 1), "", "BY", False),
        (date(2026, 1, 1), "ZZ", "", False),
        (date(2026, 1, 1), "DE", "ZZ", True),  # what the whole country has
    ],
)
def test_each_country_and_part_has_its_own(
    day: date, country: str, subdivision: str, expected: object
) -> None:
    assert is_holiday(day, country, subdivision) is expected


def test_countries_are_known_by_two_letters_with_their_parts() -> None:
    known = countries()

    assert all(len(code) == 2 and code.isupper() for code in known)
    assert "BY" in known["DE"]
    assert {"DE", "US", "IN", "GB", "JP"} <= set(known)


def test_the_library_is_imported_only_where_a_country_is_named() -> None:
    told = (
        "import sys, datetime, chatops.core.hours as h\n"
        "h.is_working(h.Calendar(), datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))\n"
        "sys.exit('holidays' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
