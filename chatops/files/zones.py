"""Time zones by their IANA names, and local times of a zone as moments.

A local time may be missing (clocks go forward) or come twice (they go back). `earlier` and
`later` are the two readings of PEP 495: a window that begins at the earlier and ends at the later
of them leaves no hour out.
"""

from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_NO_PLACE = {"Factory", "localtime"}  # mean another zone on each machine


def earlier(local: datetime, zone: str) -> datetime:
    """Return the first moment at which clocks of the zone show this naive time."""
    return min(_readings(local, zone)).astimezone(ZoneInfo(zone))


def later(local: datetime, zone: str) -> datetime:
    """Return the last moment at which clocks of the zone show this naive time."""
    return max(_readings(local, zone)).astimezone(ZoneInfo(zone))


def _readings(local: datetime, zone: str) -> tuple[datetime, datetime]:
    placed = local.replace(tzinfo=ZoneInfo(zone))
    # In UTC, because two times of one zone compare by what clocks show.
    return placed.replace(fold=0).astimezone(UTC), placed.replace(fold=1).astimezone(UTC)


def _known(name: str) -> str:
    if name not in _names():
        raise PydanticCustomError("zone", "There is no time zone “{name}”. {hint}", _told(name))
    return name


def _told(name: str) -> dict[str, str]:
    by_lower = {one.lower(): one for one in _names()}
    places = {one.rpartition("/")[2]: full for one, full in by_lower.items()}
    wanted = name.strip().lower().replace(" ", "_")
    near = [by_lower[one] for one in get_close_matches(wanted, by_lower, n=2)]
    near += [places[one] for one in get_close_matches(wanted, places, n=2)]
    named = " or ".join(dict.fromkeys(near[:3]))
    hint = f"Did you mean {named}?" if named else "Write an IANA name such as Europe/Berlin."
    return {"name": name[:60], "hint": hint}


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones() - _NO_PLACE)


Zone = Annotated[str, AfterValidator(_known)]
"""The IANA name of a time zone that this machine knows."""
