"""Absences: who is away until when, and who acts in their place.

A delegate acts as themselves: quorum is never weakened, and the record shows for whom.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """`person` is away before `until` (exclusive); `set_by` is a person or an operator."""

    person: str
    until: datetime
    delegate: str | None = None
    set_by: str = ""

    def is_on(self, now: datetime) -> bool:
        """Tell whether the person is away at that moment."""
        return now < self.until
