"""Windows in the calendar: a freeze, and a reset that tightens rules for named systems.

Both begin and end by themselves. The interval is half-open: the end is outside. It is judged at
the moment somebody asks, so what was approved before a freeze is still held by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chatops.core.systems import System


class Span(StrEnum):
    """What a window is."""

    FREEZE = "freeze"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Window:
    """`begins` and `ends` are aware, in the named zone of the policy. Empty parts mean all.

    With `refuses` nothing may go while it is on; else rules say `during` what more is required.
    """

    name: str
    span: Span
    begins: datetime
    ends: datetime
    systems: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    environments: tuple[str, ...] = ()
    refuses: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if self.begins.tzinfo is None or self.ends.tzinfo is None or self.begins >= self.ends:
            raise ValueError(f"“{self.name}” has no length")

    def is_on(self, now: datetime) -> bool:
        """Tell whether `now` is inside; the end is not."""
        return self.begins <= now < self.ends

    def touches(self, system: System, environment: str) -> bool:
        """Tell whether changes of the system in this environment are meant."""
        return (
            (not self.systems or system.id in self.systems)
            and (not self.tiers or system.tier in self.tiers)
            and (not self.environments or environment in self.environments)
        )

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Tell whether the half-open interval shares a moment with this window."""
        return start < self.ends and self.begins < end

    def days_left(self, now: datetime) -> int:
        """Return the days until the end, a begun day counted as one."""
        return -((now - self.ends) // timedelta(days=1))

    @property
    def until(self) -> str:
        """Return the end as people of its zone write it."""
        return f"{self.ends:%Y-%m-%d %H:%M} {self.ends.tzinfo}"
