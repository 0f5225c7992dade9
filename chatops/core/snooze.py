"""A snooze: a person wants to hear of a change later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snooze:
    """`person` is left in peace until then, about this revision; the last one of a person holds.

    `ended` is set once that moment has come, or the person said another.
    """

    number: int
    person: str
    until: datetime
    at: datetime
    revision: int
    ended: bool = False


def asleep(snoozes: Sequence[Snooze], revision: int, person: str, now: datetime) -> datetime | None:
    """Return until when a person (directory id) is left in peace about this revision, or None."""
    last = next((one for one in reversed(snoozes) if one.person == person), None)
    if last is None or last.revision != revision or now >= last.until:
        return None
    return last.until
