from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.refused import Refused
from chatops.core.weeks import days_of, following, last_week, sent_at, week_of

BERLIN = "Europe/Berlin"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, ...


def test_a_week_runs_from_local_monday_to_local_monday() -> None:
    week = week_of("2026-W12", "Asia/Kolkata")
    assert week.label == "2026-W12"
    assert week.begins == at(2026, 3, 15, 18, 30)
    assert week.ends == at(2026, 3, 22, 18, 30)


@pytest.mark.parametrize(("label", "hours"), [("2026-W12", 168), ("2026-W13", 167)])
def test_a_week_in_which_the_clocks_move_is_shorter(label: str, hours: int) -> None:
    week = week_of(label, BERLIN)
    assert week.ends - week.begins == timedelta(hours=hours)


def test_the_week_of_a_new_year_belongs_to_one_year_only() -> None:
    assert week_of("2026-W53", "UTC").begins == at(2026, 12, 28)
    assert week_of("2026-W53", "UTC").ends == week_of("2027-W01", "UTC").begins


def test_a_label_is_read_however_it_is_written() -> None:
    assert week_of(" 2026-w12 ", "UTC") == week_of("2026-W12", "UTC")


@pytest.mark.parametrize(
    "label",
    [
        "",
        "2026",
        "2026-12",
        "2026-W00",
        "2026-W54",
        "2025-W53",
        "9999-W52",
        "9001-W01",
        "1969-W52",
        "0001-W01",
        "0000-W01",
        "٢٠٢٦-W12",
    ],
)
def test_what_is_no_week_is_refused_with_how_to_write_it(label: str) -> None:
    with pytest.raises(Refused, match=r"is no week\. Write .* such as 2026-W12\.") as refused:
        week_of(label, "Asia/Kolkata")
    assert refused.value.field == "week"


def test_an_unknown_zone_counts_as_utc_and_says_so() -> None:
    assert week_of("2026-W12", "Nowhere/None") == week_of("2026-W12", "UTC")
    assert last_week(at(2026, 3, 16, 9), "Nowhere/None").zone == "UTC"


@pytest.mark.parametrize(
    ("now", "label"),
    [
        (at(2026, 3, 30, 6, 59), "2026-W12"),  # Monday, 08:59 in Berlin
        (at(2026, 3, 30, 7, 0), "2026-W13"),
        (at(2026, 4, 5, 21, 59), "2026-W13"),  # Sunday, 23:59
        (at(2026, 4, 5, 22, 0), "2026-W13"),  # Monday, 00:00
        (at(2026, 4, 6, 7, 0), "2026-W14"),
    ],
)
def test_a_digest_is_due_on_monday_at_nine_local_time(now: datetime, label: str) -> None:
    week = last_week(now, BERLIN)
    assert week.label == label
    assert sent_at(week) <= now < sent_at(week) + timedelta(days=7, hours=1)


def test_it_is_due_at_nine_on_either_side_of_the_change_of_clocks() -> None:
    assert sent_at(week_of("2026-W12", BERLIN)) == at(2026, 3, 23, 8)
    assert sent_at(week_of("2026-W13", BERLIN)) == at(2026, 3, 30, 7)


def test_days_are_local_and_as_long_as_they_are() -> None:
    week = week_of("2026-W13", BERLIN)
    days = days_of(week.begins, week.ends, BERLIN)
    assert [day for day, _, _ in days][::6] == ["2026-03-23", "2026-03-29"]
    assert [(ends - begins) // timedelta(hours=1) for _, begins, ends in days] == [24] * 6 + [23]
    assert (days[0][1], days[-1][2]) == (week.begins, week.ends)


@pytest.mark.parametrize("label", ["1970-W01", "9000-W52"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_the_first_and_the_last_week_that_there_is(label: str, zone: str) -> None:
    week = week_of(label, zone)
    assert len(days_of(week.begins, week.ends, zone)) == 7
    assert sent_at(week) > week.ends


@pytest.mark.parametrize(
    ("before", "after"),
    [("Pacific/Kiritimati", "Pacific/Niue"), ("Pacific/Niue", "Pacific/Kiritimati")],
)
def test_who_moves_is_told_of_each_moment_once(before: str, after: str) -> None:
    told, week = week_of("2026-W12", before), week_of("2026-W13", after)
    joined = following(week, told.ends)
    assert (joined.begins, joined.ends) == (told.ends, week.ends)
    assert timedelta(days=5) < joined.ends - joined.begins < timedelta(days=8, hours=2)


def test_a_week_after_a_pause_is_its_own() -> None:
    week = week_of("2026-W12", BERLIN)
    assert following(week, week_of("2026-W10", BERLIN).ends) == week
    assert following(week, week.begins) == week
    assert following(week, week.ends) == week  # told already: nothing is told of a moment twice
