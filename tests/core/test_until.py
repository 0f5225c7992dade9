"""Until when somebody is away, as people write it."""

from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.refused import Refused
from chatops.core.until import until


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-04-01", None, "2026-04-01T00:00Z"),
        (" 2026-04-01\n", "Europe/Berlin", "2026-03-31T22:00Z"),
        ("2026-01-01", "Europe/Berlin", "2025-12-31T23:00Z"),
        ("2026-04-01T12:30", "America/New_York", "2026-04-01T16:30Z"),
        ("2026-04-01T12:30+05:30", "Europe/Berlin", "2026-04-01T07:00Z"),
        ("2026-04-01T12:30Z", "Europe/Berlin", "2026-04-01T12:30Z"),
        ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00Z"),  # that midnight is skipped
        ("2026-04-01", "Nowhere/Atlantis", "2026-04-01T00:00Z"),
        ("2026-04-01", "../etc/passwd", "2026-04-01T00:00Z"),
        ("2026-04-01", "Europe", "2026-04-01T00:00Z"),
    ],
)
def test_a_day_or_a_time_in_the_zone_of_the_person(
    text: str, zone: str | None, moment: str
) -> None:
    found = until(text, zone)
    assert found.tzinfo is not None
    assert found.astimezone(UTC) - datetime.fromisoformat(moment) == timedelta(0)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "1.4.2026", "2026-04-01 to 05"])
def test_anything_else_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(Refused) as refused:
        until(text, None)
    assert (refused.value.code, refused.value.field) == ("invalid_input", "until")
    assert refused.value.sentence == (
        f"“{text}” is no day. Write it as YYYY-MM-DD, or with a time: YYYY-MM-DDTHH:MM."
    )
