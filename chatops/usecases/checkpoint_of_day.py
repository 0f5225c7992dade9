"""The last checkpoint of a day is looked up, to be shown to people."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.refused import Refused
from chatops.store.database import Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfLog:
    """The last checkpoint of a day (UTC, ISO 8601), and when the log's first entry was written."""

    day: str
    last: Sealed
    since: datetime | None


def checkpoint_of_day(house: House, day: str) -> DayOfLog:
    """Return the day's last checkpoint as of now; raise `Refused("no_checkpoint")` without any."""
    begins = datetime.fromisoformat(f"{day}T00:00:00+00:00")
    with house.store.reading() as reading:
        size = reading.witnesses.newest_size(begins + _DAY)
        last = None if size is None else reading.log.checkpoint(size)
        since = _first(reading)
    if last is None or last.at < begins:
        raise Refused("no_checkpoint", f"The log has no checkpoint of {day}.")
    return DayOfLog(day, last, since)


def _first(reading: Reading) -> datetime | None:
    first = reading.log.entry(0)
    return datetime.fromisoformat(json.loads(first.body)["at"]) if first else None
