"""A snooze: a person wants to hear of a change later."""

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
