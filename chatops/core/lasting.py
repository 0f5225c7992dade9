"""Lengths of time as a policy says them: by the clock, or in working hours."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """So much time during which somebody is at work: `core/hours.py` says when they are."""

    length: timedelta


Lasting = timedelta | WorkingTime
"""A `timedelta` is by the clock."""


def hours(count: int) -> WorkingTime:
    """Return so many working hours."""
    return WorkingTime(timedelta(hours=count))
