"""Freezes and resets in the file: their times, in their zone."""

from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.window import Window
from chatops.files.mistakes import Unreadable
from chatops.files.policy import policy_of_text

TEXT = """\
version: 1
expires_after: 7 days
freezes:
  - name: freeze
    time_zone: {zone}
    from: {begins}
    until: {until}
    refuse: true
rules:
  - name: all
    when: {{}}
    require:
      - name: owners
        sign_offs: 2
        from: owners
"""


def window(begins: str, until: str, zone: str = "Europe/Berlin") -> Window:
    text = TEXT.format(zone=zone, begins=begins, until=until)
    return policy_of_text(text, "policy.yml").windows[0]


def mistake(begins: str, until: str, zone: str = "Europe/Berlin") -> str:
    with pytest.raises(Unreadable) as caught:
        window(begins, until, zone)
    (line,) = caught.value.lines
    return line


def utc(*numbers: int) -> datetime:
    year, month, day, hour, minute = numbers
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_times_are_those_of_the_zone() -> None:
    found = window("2026-12-18T18:00", "2027-01-04T06:00")
    assert found.begins == utc(2026, 12, 18, 17, 0)
    assert found.ends == utc(2027, 1, 4, 5, 0)
    assert found.until == "2027-01-04 06:00 Europe/Berlin"
    elsewhere = window("2026-12-18T18:00", "2027-01-04T06:00", "Asia/Kolkata")
    assert elsewhere.begins == utc(2026, 12, 18, 12, 30)


def test_a_date_alone_is_its_midnight() -> None:
    found = window("2026-07-01", "2026-07-02")
    assert (found.begins, found.ends) == (utc(2026, 6, 30, 22, 0), utc(2026, 7, 1, 22, 0))


def test_the_end_is_outside() -> None:
    found = window("2026-12-18T18:00", "2027-01-04T06:00")
    moment = timedelta(microseconds=1)
    assert [found.is_on(found.begins + by) for by in (-moment, 0 * moment)] == [False, True]
    assert [found.is_on(found.ends + by) for by in (-moment, 0 * moment)] == [True, False]


@pytest.mark.parametrize(
    ("begins", "until", "first", "end"),
    [
        # 02:00 to 03:00 does not exist on 2026-03-29: from the instant before, until the one after.
        ("2026-03-29T02:30", "2026-03-30", utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 22, 0)),
        ("2026-03-28", "2026-03-29T02:30", utc(2026, 3, 27, 23, 0), utc(2026, 3, 29, 1, 30)),
        # 02:00 to 03:00 comes twice on 2026-10-25: from the first, until the second.
        ("2026-10-25T02:30", "2026-10-26", utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 23, 0)),
        ("2026-10-24", "2026-10-25T02:30", utc(2026, 10, 23, 22, 0), utc(2026, 10, 25, 1, 30)),
        (
            "2026-10-25T02:30",
            "2026-10-25T02:31",
            utc(2026, 10, 25, 0, 30),
            utc(2026, 10, 25, 1, 31),
        ),
    ],
)
def test_where_clocks_change_no_hour_is_left_out(
    begins: str, until: str, first: datetime, end: datetime
) -> None:
    found = window(begins, until)
    assert (found.begins.astimezone(UTC), found.ends.astimezone(UTC)) == (first, end)
    assert found.is_on(first)
    assert not found.is_on(end)


@pytest.mark.parametrize(
    ("begins", "until", "zone", "said"),
    [
        ("2026-12-18", "2026-12-18", "UTC", "line 7: “freeze” ends before it begins, or at once."),
        ("2026-12-18", "2026-12-17", "UTC", "line 7: “freeze” ends before it begins, or at once."),
        ("2026-02-30", "2026-12-17", "UTC", "line 6: “from”: “2026-02-30” is not in the calendar."),
        ("2026-02-28T24:00", "2026-12-17", "UTC", "line 6: “from”: “2026-02-28T24:00” is not in"),
        (
            "2026-02-28T18:00Z",
            "2026-12-17",
            "UTC",
            "line 6: “from”: “2026-02-28T18:00Z” is no local",
        ),
        (
            "2026-02-28T18:00+01:00",
            "2026-12-17",
            "UTC",
            "Write 2026-12-18 or 2026-12-18T18:00; the",
        ),
        ("2026-02-28 18:00", "2026-12-17", "UTC", "line 6: “from”: “2026-02-28 18:00” is no local"),
        ("28.2.2026", "2026-12-17", "UTC", "line 6: “from”: “28.2.2026” is no local time."),
        ("20260228", "2026-12-17", "UTC", "line 6: “from”: “20260228” is no local time."),
        ("2026-02-28", "tomorrow", "UTC", "line 7: “until”: “tomorrow” is no local time."),
        ("2026-02-28", "2026-12-17", "Europe/Berln", "line 5: “time_zone”: There is no time zone"),
        ("2026-02-28", "2026-12-17", "CEST", "There is no time zone “CEST”."),
    ],
)
def test_a_mistake_is_named_with_its_line(begins: str, until: str, zone: str, said: str) -> None:
    assert said in mistake(begins, until, zone)


def test_names_near_an_unknown_zone_are_told() -> None:
    told = mistake("2026-02-28", "2026-12-17", "Europe/Berln")
    assert "Did you mean Europe/Berlin" in told
    assert "Europe/Berlin" in mistake("2026-02-28", "2026-12-17", "berlin")
    assert "America/New_York" in mistake("2026-02-28", "2026-12-17", "New York")
