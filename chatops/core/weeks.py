"""Weeks as the digest tells them: ISO 8601 (`2026-W12`), Monday to Sunday, in one time zone.

Instants are in UTC: two local ones of one zone would be compared by their wall clocks, which is
wrong in the hour that comes twice. A zone that nobody knows counts as UTC.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from chatops.core.refused import Refused
from chatops.core.text import one_line

SENT = time(9)
"""On Monday, by the clock of the director's zone."""

_LABEL = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_DAYS = 7
_LONGEST = timedelta(days=_DAYS, hours=27)  # no two zones are further apart, summer time or not
_YEARS = range(1970, 9001)


@dataclass(frozen=True, slots=True)
class Week:
    """One week in one IANA zone: half-open, from Monday 00:00 until the next Monday 00:00."""

    label: str
    zone: str
    begins: datetime
    ends: datetime


def week_of(label: str, zone: str) -> Week:
    """Return the week with this label; raise `Refused("invalid_input")` for what is none."""
    found = _LABEL.fullmatch(label.strip().upper())
    year, number = map(int, found.groups()) if found else (0, 0)
    try:
        number = number if year in _YEARS else 0  # a week that there is in no year
        return _week(date.fromisocalendar(year, number, 1), zone)
    except ValueError as error:
        shown = one_line(label)[:40]
        sentence = f"“{shown}” is no week. Write the year and the ISO week, such as 2026-W12."
        raise Refused("invalid_input", sentence, field="week") from error


def following(week: Week, told_until: datetime) -> Week:
    """Return the week as it is told of after another that ended then.

    Whoever moves to another zone is told of each moment once: it begins where the one before
    ended, if that is not long ago.
    """
    gap = week.ends - told_until
    return replace(week, begins=told_until) if timedelta(0) < gap <= _LONGEST else week


def last_week(now: datetime, zone: str) -> Week:
    """Return the newest week whose digest is due: the one before the last Monday 09:00."""
    local = now.astimezone(zone_of(zone))
    monday = local.date() - timedelta(days=local.weekday())
    if now < _at(monday, SENT, zone):
        monday -= timedelta(days=_DAYS)
    return _week(monday - timedelta(days=_DAYS), zone)


def sent_at(week: Week) -> datetime:
    """Return when the digest of the week is due: the Monday after it, 09:00."""
    return _at(week.ends.astimezone(zone_of(week.zone)).date(), SENT, week.zone)


def days_of(
    begins: datetime, ends: datetime, zone: str
) -> tuple[tuple[str, datetime, datetime], ...]:
    """Return the local days (ISO 8601 date) of a half-open time, each with begin and end."""
    first = begins.astimezone(zone_of(zone)).date()
    count = (ends.astimezone(zone_of(zone)).date() - first).days
    dates = [first + timedelta(days=one) for one in range(count + 1)]
    edges = [_at(one, time(), zone) for one in dates]
    return tuple(zip(map(date.isoformat, dates), edges, edges[1:], strict=False))


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return the zone with this IANA name; UTC for one that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # OSError: the name of a folder of the database
        return ZoneInfo("UTC")


def _week(monday: date, zone: str) -> Week:
    year, number, _ = monday.isocalendar()
    known = zone_of(zone).key
    begins = _at(monday, time(), known)
    ends = _at(monday + timedelta(days=_DAYS), time(), known)
    return Week(f"{year:04}-W{number:02}", known, begins, ends)


def _at(day: date, clock: time, zone: str) -> datetime:
    """Return the instant of a local time; the first of two, and the next where there is none."""
    return datetime.combine(day, clock, zone_of(zone)).astimezone(UTC)
