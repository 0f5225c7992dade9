"""What is asked of an export, checked before it is written down that somebody asked.

The log keeps for good what was asked for. So it is ids that the directory or the log knows, and
never a name that somebody typed.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.refused import Refused
from chatops.core.text import one_line
from chatops.store.database import Reading
from chatops.usecases.house import House

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a time, of a system, a person or a change (ids); empty for any."""

    since: datetime | None = None
    until: datetime | None = None
    system: str = ""
    person: str = ""
    change: str = ""

    @property
    def told(self) -> str:
        """Say what is asked for; empty for everything."""
        begins, ends = (one.isoformat() if one else "" for one in (self.since, self.until))
        named = {"since": begins, "until": ends, "system": self.system}
        named |= {"person": self.person, "change": self.change}
        return ", ".join(f"{name} {value}" for name, value in named.items() if value)


def check_wanted(house: House, reading: Reading, wanted: Wanted) -> None:
    """Raise `Refused`: bad_usage for no time at all, unknown_* for an id that nobody knows."""
    if wanted.since and wanted.until and wanted.since >= wanted.until:
        raise Refused("bad_usage", "--since has to be before --until.")
    facts = house.facts()
    if wanted.change and not reading.log.last(wanted.change):
        raise _unknown("change", wanted.change)
    if wanted.system and not (
        facts.registry.find(wanted.system) or _is_told(wanted.system, reading)
    ):
        raise _unknown("system", wanted.system)
    if wanted.person and not (
        facts.directory.find(wanted.person) or reading.log_walk.names(wanted.person)
    ):
        raise _unknown("person", wanted.person)


def _is_told(system: str, reading: Reading) -> bool:
    scopes = f"gate:{system}", f"system:{system}"
    return any(map(reading.log.last, scopes)) or bool(reading.log_walk.changes_touching(system))


def _unknown(what: str, given: str) -> Refused:
    sentence = f"Nothing is known here of a {what} with the id “{one_line(given)[:_LONGEST]}”."
    return Refused(f"unknown_{what}", sentence, field=what)
