"""Working hours: who is likely to be at their desk now."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

_FROM, _UNTIL = 9, 18  # o'clock, half-open
_SATURDAY = 5


def is_working(zone: str | None, now: datetime) -> bool:
    """Tell whether it is Monday to Friday, 09:00 to 18:00, in this IANA zone; unknown is no."""
    known = _zone(zone) if zone else None
    if known is None:
        return False
    local = now.astimezone(known)
    return local.weekday() < _SATURDAY and _FROM <= local.hour < _UNTIL


@cache
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError):  # OSError: the name of a folder of the database
        return None
    except KeyError:  # ZoneInfoNotFoundError
        return None
