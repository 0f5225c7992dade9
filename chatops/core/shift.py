"""A shift: from when until when somebody works on one day of theirs, clock changes included."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from chatops.core.holidays import is_holiday
from chatops.core.people import WorkingHours

Shift = tuple[datetime, datetime]
"""Half-open, in UTC."""

_KEPT = 32_768  # a year of ninety kinds of hours
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@cache
def zone_of(name: str | None) -> tzinfo | None:
    """Return the IANA time zone of that name; None where there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError):  # OSError: the name of a folder of the database
        return None
    except KeyError:  # ZoneInfoNotFoundError
        return None


@lru_cache(_KEPT)
def shift(hours: WorkingHours, zone: str, day: int) -> Shift | None:
    """Return the shift that begins on this day (its ordinal); None on a day off.

    It ends on the next day where it ends no later by the clock than it begins. A time that comes
    twice is the first one, and one that is left out is the moment when the clocks move on. A zone
    that nobody knows is UTC.
    """
    on = date.fromordinal(day)
    if on.weekday() not in hours.days or is_holiday(on, hours.country, hours.subdivision):
        return None
    there = zone_of(zone) or UTC
    begins = _moment(on, hours.begins, there)
    ends = _moment(on if hours.begins < hours.ends else on + _DAY, hours.ends, there)
    return (begins, ends) if begins < ends else None


def _moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the first moment at which a clock there shows this time or a later one."""
    shown = datetime.combine(day, clock, zone)
    moment = shown.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):
        return moment
    early = shown.replace(fold=1).astimezone(UTC)  # before the clocks move, `moment` is after it
    while moment - early > _SECOND:
        middle = early + (moment - early) // 2
        if middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset():
            early = middle
        else:
            moment = middle
    return moment.replace(microsecond=0)
