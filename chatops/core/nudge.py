"""A nudge: the requester reminds those who are asked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Nudge:
    """`by` reminded `people` (directory ids)."""

    number: int
    by: str
    people: tuple[str, ...]
    at: datetime
