"""How people, systems and callers are named where an audit entry is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.reports.spoken import caller

Event = Mapping[str, Any]
Name = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Naming:
    """Gives the name of a person's directory id when called, and of a system's."""

    person: Name
    system: Name

    def __call__(self, person: str) -> str:
        """Return the name of the person."""
        return self.person(person)

    def who(self, by: str) -> str:
        """Return the name of a person, or of a caller such as `cli:root`."""
        return caller(by) if ":" in by else self.person(by)


def moment(written: str) -> str:
    """Return a moment (ISO 8601) to the minute, in its own time zone."""
    at = datetime.fromisoformat(written)
    return f"{at:%Y-%m-%d %H:%M} {at.tzname() or ''}".strip()
