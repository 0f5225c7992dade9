"""Later, as people say it, where they live."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from chatops.core.later import Later, later

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

CASES = [
    (Later.HOURS, MONDAY, TOKYO, "2026-03-02T13:00:00+00:00"),
    (Later.TOMORROW, MONDAY, TOKYO, "2026-03-03T00:00:00+00:00"),
    # it is Tuesday already in Tokyo
    (Later.TOMORROW, MONDAY.replace(hour=20), TOKYO, "2026-03-04T00:00:00+00:00"),
    (Later.MONDAY, MONDAY, TOKYO, "2026-03-09T00:00:00+00:00"),
    # in Berlin clocks are put forward on the Sunday between
    (Later.MONDAY, datetime(2026, 3, 28, 9, tzinfo=UTC), BERLIN, "2026-03-30T07:00:00+00:00"),
]


@pytest.mark.parametrize(("choice", "now", "zone", "moment"), CASES)
def test_later(choice: Later, now: datetime, zone: ZoneInfo, moment: str) -> None:
    found = later(choice, now, zone)
    assert found == datetime.fromisoformat(moment)
    assert found is not None
    assert found.tzinfo is not None


def test_another_moment_is_the_persons_to_choose() -> None:
    assert later(Later.OTHER, MONDAY, UTC) is None
