"""When somebody works, and how much working time has passed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatops.core.hours import (
    Calendar,
    after,
    any_after,
    before,
    calendar_of,
    is_at_work,
    is_working,
    next_working,
    worked,
)
from chatops.core.lasting import Lasting, WorkingTime, hours
from chatops.core.people import WorkingHours
from tests import builders as make

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = WorkingHours(begins=time(22), ends=time(6))
DAILY = tuple(range(7))
BAVARIA = WorkingHours(country="DE", subdivision="BY")


def at(told: str, zone: str = "UTC", fold: int = 0) -> datetime:
    """Return e.g. `03-02 09:00` of 2026 there, as UTC."""
    shown = datetime.strptime(f"2026-{told}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone is next
    return shown.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        ("Europe/Berlin", "03-02 07:59", False),  # 08:59 there
        ("Europe/Berlin", "03-02 08:00", True),
        ("Europe/Berlin", "03-02 16:59", True),
        ("Europe/Berlin", "03-02 17:00", False),  # 18:00 there
        ("Asia/Tokyo", "03-01 23:59", False),
        ("Asia/Tokyo", "03-02 00:00", True),  # Monday morning there
        ("Asia/Tokyo", "03-01 01:00", False),  # Sunday
        ("Asia/Kolkata", "03-02 03:29", False),  # 08:59 there
        ("Asia/Kolkata", "03-02 03:30", True),
        ("UTC", "03-06 12:00", True),
        ("UTC", "03-07 12:00", False),  # Saturday
        ("Nowhere/None", "03-02 09:00", True),  # as in UTC
        ("Europe", "03-02 09:00", True),  # a folder of the database
        ("../etc/passwd", "03-02 08:00", False),
    ],
)
def test_nine_to_six_on_weekdays_in_their_own_zone(
    zone: str, moment: str, expected: object
) -> None:
    assert is_working(Calendar(zone=zone), at(moment)) is expected


@pytest.mark.parametrize(
    ("rota", "moment", "expected"),
    [
        (WorkingHours(days=(6,)), "03-01 10:00", True),
        (WorkingHours(days=(6,)), "03-02 10:00", False),
        (WorkingHours(days=()), "03-02 10:00", False),
        (WorkingHours(begins=time(6, 30), ends=time(7)), "03-02 06:45", True),
        (BAVARIA, "01-05 10:00", True),
        (BAVARIA, "01-06 10:00", False),
        (NIGHT, "03-02 21:59", False),
        (NIGHT, "03-02 22:00", True),
        (NIGHT, "03-03 05:59", True),
        (NIGHT, "03-03 06:00", False),
        (NIGHT, "03-02 05:00", False),  # Sunday's night
        (NIGHT, "03-07 05:00", True),  # Friday's night, on a Saturday
        (WorkingHours(begins=time(9), ends=time(0)), "03-02 23:59", True),
        (WorkingHours(begins=time(9), ends=time(0)), "03-03 00:00", False),
        (WorkingHours(begins=time(9), ends=time(9)), "03-03 08:59", True),  # round the clock
        (WorkingHours(begins=time(9), ends=time(9)), "03-02 08:59", False),
    ],
)
def test_days_hours_and_holidays_are_those_of_the_person(
    rota: WorkingHours, moment: str, expected: object
) -> None:
    assert is_working(Calendar(rota), at(moment)) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("03-02 09:00", "03-02 09:00"),
        ("03-02 17:59", "03-02 17:59"),
        ("03-02 18:00", "03-03 09:00"),
        ("03-02 08:00", "03-02 09:00"),
        ("03-06 18:00", "03-09 09:00"),
    ],
)
def test_the_next_working_moment_is_the_moment_itself_where_it_can_be(
    moment: str, expected: str
) -> None:
    assert next_working(Calendar(), at(moment)) == at(expected)


def test_holidays_put_the_next_working_moment_off() -> None:
    eve = at("12-24 18:00")  # then Christmas on Friday and Saturday

    assert next_working(Calendar(BAVARIA), eve) == at("12-28 09:00")


def test_nobody_works_before_they_are_back() -> None:
    calendar = Calendar(away_until=at("03-04 12:00"))

    assert not is_working(calendar, at("03-04 11:59"))
    assert is_working(calendar, at("03-04 12:00"))
    assert next_working(calendar, at("03-02 10:00")) == at("03-04 12:00")
    assert after(calendar, at("03-02 10:00"), hours(2)) == at("03-04 14:00")
    assert worked(calendar, at("03-02 10:00"), at("03-04 14:00")) == timedelta(hours=2)


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar(WorkingHours(days=())),
        Calendar(away_until=at("03-02 10:00") + timedelta(days=367)),
    ],
)
def test_who_never_works_is_never_waited_for_beyond_a_year(calendar: Calendar) -> None:
    start = at("03-02 10:00")

    assert next_working(calendar, start) is None
    assert after(calendar, start, hours(1)) is None
    assert worked(calendar, start, start + timedelta(days=30)) == timedelta(0)
    assert any_after([calendar, Calendar()], start, hours(1)) == at("03-02 11:00")
    assert before([calendar], start, hours(3)) == at("03-02 07:00")


def test_a_year_ends_after_366_days() -> None:
    once = Calendar(away_until=at("03-02 10:00") + timedelta(days=366))

    assert next_working(once, at("03-02 10:00")) is None
    assert next_working(once, at("03-02 10:01")) == once.away_until
    assert after(Calendar(), at("03-02 10:00"), hours(9 * 262 + 1)) is None


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("03-02 09:00", hours(4), "03-02 13:00"),
        ("03-02 16:00", hours(4), "03-03 11:00"),
        ("03-02 14:00", hours(4), "03-02 18:00"),  # full when the shift ends
        ("03-06 17:00", hours(4), "03-09 12:00"),
        ("03-01 03:00", hours(4), "03-02 13:00"),
        ("03-02 09:00", hours(72), "03-11 18:00"),
        ("03-02 20:00", hours(0), "03-02 20:00"),
        ("03-02 17:00", timedelta(hours=4), "03-02 21:00"),  # by the clock
        ("03-07 17:00", timedelta(minutes=15), "03-07 17:15"),
    ],
)
def test_working_time_passes_while_the_person_works(
    start: str, length: Lasting, expected: str
) -> None:
    assert after(Calendar(), at(start), length) == at(expected)


def test_by_the_clock_it_does_not_matter_who_is_away() -> None:
    away = Calendar(WorkingHours(days=()), away_until=at("05-01 00:00"))

    assert after(away, at("03-02 10:00"), timedelta(hours=1)) == at("03-02 11:00")


def test_who_moves_to_another_zone_has_the_hours_of_that_zone() -> None:
    start = at("03-02 15:00")

    assert after(Calendar(zone="Europe/Berlin"), start, hours(4)) == at("03-03 10:00")
    assert after(Calendar(zone="America/New_York"), start, hours(4)) == at("03-02 19:00")


def test_among_several_it_counts_once_while_any_of_them_works() -> None:
    team = [Calendar(zone="Europe/Berlin"), Calendar(zone="America/New_York"), Calendar()]

    assert any_after(team, at("03-02 08:00"), hours(15)) == at("03-02 23:00")  # 18:00 there
    assert any_after(team, at("03-02 08:00"), hours(16)) == at("03-03 09:00")
    assert any_after([], at("03-02 08:00"), hours(1)) is None


def test_in_a_week_in_which_nobody_works_no_working_time_passes() -> None:
    china = Calendar(WorkingHours(country="CN"), "Asia/Shanghai")  # 16 to 23 February are off
    away = Calendar(zone="Europe/Berlin", away_until=at("02-23 00:00"))
    friday = at("02-13 08:00")  # 16:00 in Shanghai: two hours are left of that week

    assert any_after([china, away], friday, hours(2)) == at("02-13 10:00")
    assert any_after([china, away], friday, hours(3)) == at("02-23 09:00")
    assert worked(china, at("02-14 00:00"), at("02-24 00:00")) == timedelta(0)


@pytest.mark.parametrize(
    ("end", "length", "expected"),
    [
        ("03-03 12:00", hours(8), "03-02 13:00"),
        ("03-03 18:00", hours(9), "03-03 09:00"),  # not the evening before, which is as long
        ("03-03 20:00", hours(1), "03-03 17:00"),
        ("03-09 10:00", hours(8), "03-06 11:00"),
        ("03-23 10:00", hours(100), "03-06 09:00"),
        ("03-03 12:00", timedelta(hours=8), "03-03 04:00"),
    ],
)
def test_so_long_before_the_end_is_the_last_moment_with_as_much_time_left(
    end: str, length: Lasting, expected: str
) -> None:
    assert before([Calendar()], at(end), length) == at(expected)


def test_a_day_of_23_hours_or_of_25_is_worked_as_clocks_show() -> None:
    nightly = Calendar(WorkingHours(DAILY, time(22), time(6)), "Europe/Berlin")

    spring = worked(nightly, at("03-28 12:00"), at("03-29 12:00"))
    autumn = worked(nightly, at("10-24 12:00"), at("10-25 12:00"))

    assert (spring, autumn) == (timedelta(hours=7), timedelta(hours=9))
    nine = Calendar(WorkingHours(DAILY), "Europe/Berlin")
    assert next_working(nine, at("03-28 20:00")) == at("03-29 07:00")
    assert next_working(nine, at("10-24 20:00")) == at("10-25 08:00")


@pytest.mark.parametrize(
    ("begins", "ends", "day", "first", "last"),
    [
        # 02:00 to 03:00 is left out: it is the moment when the clocks move, 01:00 UTC
        (time(2, 30), time(9), "03-29", "03-29 01:00", "03-29 07:00"),
        (time(1), time(2, 30), "03-29", "03-29 00:00", "03-29 01:00"),
        # 02:00 to 03:00 comes twice: the first one
        (time(2, 30), time(9), "10-25", "10-25 00:30", "10-25 08:00"),
        (time(1), time(2, 30), "10-25", "10-24 23:00", "10-25 00:30"),
    ],
)
def test_times_that_are_left_out_or_come_twice(
    begins: time, ends: time, day: str, first: str, last: str
) -> None:
    calendar = Calendar(WorkingHours(DAILY, begins, ends), "Europe/Berlin")

    assert next_working(calendar, at(f"{day} 00:00", "Europe/Berlin")) == at(first)
    long = at(last) - at(first)
    assert after(calendar, at(first), WorkingTime(long)) == at(last)
    assert not is_working(calendar, at(last))
    assert not is_working(calendar, at(last) + timedelta(minutes=45))  # the second 02:30, too


def test_a_shift_that_lies_in_the_gap_is_none() -> None:
    calendar = Calendar(WorkingHours(DAILY, time(2, 15), time(2, 45)), "Europe/Berlin")

    assert next_working(calendar, at("03-28 23:00")) == at("03-30 00:15")


def test_a_day_that_a_zone_leaves_out_is_nobodys() -> None:
    samoa = Calendar(WorkingHours(DAILY), "Pacific/Apia")  # had no 30 December 2011
    evening = datetime(2011, 12, 29, 18, tzinfo=ZoneInfo("Pacific/Apia"))

    found = next_working(samoa, evening)

    assert found == datetime(2011, 12, 31, 9, tzinfo=ZoneInfo("Pacific/Apia")).astimezone(UTC)


def test_a_calendar_is_of_the_directory_of_slack_and_of_absences() -> None:
    rota = WorkingHours(days=(0,))
    ana = make.person("ana", hours=rota)
    back = make.NOW + timedelta(days=1)
    given = make.facts(
        the_directory=make.directory(people=(ana,)),
        zones={"ana": "Asia/Tokyo", "gone": "Asia/Tokyo"},
        absences=make.absence("ana", until=back),
    )

    assert calendar_of("ana", given, make.NOW) == Calendar(rota, "Asia/Tokyo", back)
    assert calendar_of("ana", given, back) == Calendar(rota, "Asia/Tokyo", None)
    assert calendar_of("gone", given, make.NOW) == Calendar(zone="Asia/Tokyo")
    assert calendar_of("else", given, make.NOW) == Calendar()


def test_without_a_known_zone_nobody_knows_that_they_are_at_work() -> None:
    noon = at("03-02 12:00")

    assert is_at_work("ana", make.facts(zones={"ana": "UTC"}), noon)
    assert not is_at_work("ana", make.facts(zones={"ana": "Nowhere"}), noon)
    assert not is_at_work("ana", make.facts(zones={}), noon)
    assert not is_at_work("ana", make.facts(zones={"ana": "UTC"}), at("03-01 12:00"))
