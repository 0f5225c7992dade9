"""Who outside the database is told of checkpoints, and how that goes."""

from dataclasses import dataclass
from datetime import datetime

SLACK, HTTP, FILE = "slack", "http", "file"


@dataclass(frozen=True, slots=True)
class Told:
    """A witness (`slack` or `http`) at this address was told of the log up to `size` entries.

    What a channel was told may still wait to be posted there.
    """

    name: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Failing:
    """A witness takes no checkpoint since then, and why."""

    since: datetime
    error: str
