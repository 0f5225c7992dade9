"""Obligations: what is owed after the fact, by when, and how it was paid.

A break-glass owes a review by people who did not contribute; a condition attached to an
approval owes evidence.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Owed(StrEnum):
    """What has to be done."""

    REVIEW = "review"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Review:
    """One person's follow-up review, with what they found."""

    person: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """One debt of a change. `number` orders them, from 1; `by` caused it, `text` says what is owed.

    A review is paid by `reviewers` different people. `told_overdue` says that those concerned
    heard that it is overdue; they hear it once.
    """

    number: int
    owed: Owed
    by: str
    text: str
    created_at: datetime
    due_at: datetime
    reviewers: int = 0
    reviews: tuple[Review, ...] = ()
    closed_at: datetime | None = None
    closed_by: str = ""
    evidence: str = ""
    told_overdue: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether it is still owed."""
        return self.closed_at is None

    @property
    def is_dropped(self) -> bool:
        """Tell whether it went with its approval; a condition is closed with evidence otherwise."""
        return self.owed is Owed.CONDITION and not self.is_open and not self.evidence

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it is owed and its time has come; the moment itself is too late."""
        return self.is_open and now >= self.due_at


@dataclass(frozen=True, slots=True)
class Debt:
    """An open review that a system owes, as the judge of its other changes has to know."""

    key: str
    system: str
    due_at: datetime
