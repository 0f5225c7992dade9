"""Later, as people say it: in four hours, tomorrow morning, on Monday."""

from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

_HOURS = timedelta(hours=4)
_MORNING = time(9)


class Later(StrEnum):
    """When somebody wants to hear of something again."""

    HOURS = "hours"
    TOMORROW = "tomorrow"
    MONDAY = "monday"
    OTHER = "other"  # at a moment that they choose


def later(choice: Later, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the aware moment, mornings at 09:00 as clocks in `zone` show; None for another one."""
    today = now.astimezone(zone).date()
    match choice:
        case Later.HOURS:
            return now + _HOURS
        case Later.TOMORROW:
            return datetime.combine(today + timedelta(days=1), _MORNING, tzinfo=zone)
        case Later.MONDAY:
            days = 7 - today.weekday()
            return datetime.combine(today + timedelta(days=days), _MORNING, tzinfo=zone)
        case Later.OTHER:
            return None
