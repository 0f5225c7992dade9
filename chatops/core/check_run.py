"""Check runs: what tools found out about one revision. They are facts, never sign-offs.

A tool (static analysis, staging soak, canary, an automated reviewer) posts its results over
HTTP. A result is about the revision it was posted for, and about no other.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST = 1000
"""Check runs that one change can hold; with as many none of them counts any more."""


class CheckOutcome(StrEnum):
    """How a check ended, or that it has not."""

    PASSED = "passed"
    FAILED = "failed"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class CheckRun:
    """One result. `number` orders the runs of a change, from 1; `posted_by` names the token."""

    number: int
    name: str
    outcome: CheckOutcome
    revision: int
    revision_digest: str
    posted_by: str
    at: datetime
    link: str = ""
    summary: str = ""
