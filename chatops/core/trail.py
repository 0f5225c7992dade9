"""One audit entry as it was stored, for those who read the trail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """Number in its scope (from 1), when, what (the event's tag), canonical body, hash."""

    scope: str
    number: int
    at: datetime
    tag: str
    body: str
    hash: str
    data: dict[str, Any]
