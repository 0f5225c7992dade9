"""A question about a change: who asked, and what came back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One question, numbered from 1; `answered_at` is None while it is open."""

    number: int
    asker: str
    text: str
    asked_at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered."""
        return self.answered_at is None
