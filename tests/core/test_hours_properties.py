"""Working time against a reference that looks at a clock each minute.

Its clock never goes back: where the clocks do, it stands still until they have caught up.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.core.holidays import is_holiday
from chatops.core.hours import (
    Calendar,
    after,
    any_after,
    before,
    is_working,
    next_working,
    worked,
)
from chatops.core.lasting import WorkingTime
from chatops.core.people import WorkingHours

MINUTE = timedelta(minutes=1)
LENGTH = 3 * 24 * 60  # minutes that the reference looks at
DAYS_OF_CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Europe/Berlin", date(2026, 12, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/New_York", date(2026, 3, 8)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Goose_Bay", date(2010, 11, 7)),  # back into the day before
    ("America/Havana", date(2026, 3, 8)),  # midnight is left out
    ("Pacific/Apia", date(2011, 12, 30)),  # a whole day is left out
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("Nowhere/None", date(2026, 3, 1)),
]


@dataclass(frozen=True)
class Case:
    calendars: tuple[Calendar, ...]
    start: datetime

    def minutes(self) -> list[bool]:
        """Tell of each minute from `start` on whether any of them works."""
        each = [naive(one, self.start) for one in self.calendars]
        return [any(minute) for minute in zip(*each, strict=True)]


def naive(calendar: Calendar, start: datetime) -> list[bool]:
    zone = UTC if calendar.zone == "Nowhere/None" else ZoneInfo(calendar.zone)
    shown, found = datetime.min, []  # noqa: DTZ901 - compared with what clocks show
    for count in range(-2 * 24 * 60, LENGTH):
        moment = start + count * MINUTE
        shown = max(shown, moment.astimezone(zone).replace(tzinfo=None))
        away = calendar.away_until is not None and moment < calendar.away_until
        found.append(not away and on_duty(calendar.hours, shown))
    return found[-LENGTH:]


def on_duty(hours: WorkingHours, shown: datetime) -> bool:
    for day in (shown.date(), shown.date() - timedelta(days=1)):
        begins = datetime.combine(day, hours.begins)
        ends = datetime.combine(day, hours.ends)
        ends += timedelta(days=ends <= begins)
        off = is_holiday(day, hours.country, hours.subdivision)
        if day.weekday() in hours.days and not off and begins <= shown < ends:
            return True
    return False


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 30, 59]))
places = st.sampled_from([("", ""), ("DE", "BY"), ("US", "")])
rotas = st.builds(
    lambda days, begins, ends, place: WorkingHours(tuple(sorted(days)), begins, ends, *place),
    st.sets(st.integers(0, 6), min_size=4),
    clocks,
    clocks,
    places,
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, day = draw(st.sampled_from(DAYS_OF_CHANGES))
    start = datetime.combine(day, time(), UTC) + draw(st.integers(-48 * 60, 24 * 60)) * MINUTE
    back = st.integers(-60, LENGTH // 2).map(lambda count: start + count * MINUTE)
    zones = st.sampled_from([zone, zone, zone, "UTC"])
    one = st.builds(Calendar, rotas, zones, st.none() | back)
    return Case(tuple(draw(st.lists(one, min_size=1, max_size=2))), start)


@settings(max_examples=35, deadline=None)
@given(cases(), st.integers(1, 36 * 60), st.integers(1, LENGTH))
def test_working_time_is_that_of_who_looks_each_minute(case: Case, long: int, end: int) -> None:
    minutes, start = naive(case.calendars[0], case.start), case.start
    one = case.calendars[0]
    length = WorkingTime(long * MINUTE)

    assert [is_working(one, start + count * MINUTE) for count in range(0, LENGTH, 7)] == minutes[
        ::7
    ]
    assert worked(one, start, start + end * MINUTE) == sum(minutes[:end]) * MINUTE
    if True in minutes:
        assert next_working(one, start) == start + minutes.index(True) * MINUTE
    if sum(minutes) >= long:
        assert after(one, start, length) == start + first_full(minutes, long) * MINUTE


@settings(max_examples=20, deadline=None)
@given(cases(), st.integers(1, 36 * 60))
def test_of_several_any_will_do(case: Case, long: int) -> None:
    minutes, length = case.minutes(), WorkingTime(long * MINUTE)

    if sum(minutes) >= long:
        end = case.start + LENGTH * MINUTE
        left = first_full(minutes[::-1], long)
        assert any_after(case.calendars, case.start, length) == (
            case.start + first_full(minutes, long) * MINUTE
        )
        assert before(case.calendars, end, length) == end - left * MINUTE


def first_full(minutes: list[bool], long: int) -> int:
    """Return how many minutes it takes until so many of them were worked."""
    sums = [0]
    for one in minutes:
        sums.append(sums[-1] + one)
    return sums.index(long)


@settings(max_examples=50, deadline=None)
@given(cases(), st.lists(st.integers(0, 400 * 60), min_size=2, max_size=4))
def test_more_time_is_never_full_earlier(case: Case, lengths: list[int]) -> None:
    each = [
        any_after(case.calendars, case.start, WorkingTime(count * MINUTE))
        for count in sorted(lengths)
    ]

    assert all(less is None or more is None or less <= more for less, more in pairwise(each))
    assert all(
        moment is None or sum_of(case, moment) >= count * MINUTE
        for count, moment in zip(sorted(lengths), each, strict=True)
    )


def sum_of(case: Case, moment: datetime) -> timedelta:
    """Return how long all of them work until then: as long as any of them, or longer."""
    return sum((worked(one, case.start, moment) for one in case.calendars), timedelta(0))
