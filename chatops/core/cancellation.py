"""A cancellation: the requester takes the request back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Who took it back, why, when and where (`surface`); there is one at most."""

    number: int
    person: str
    reason: str
    at: datetime
    surface: str
