"""What buttons and forms of a digest are about, as it travels to Slack and back."""

import json
from dataclasses import dataclass, replace

from chatops.core.digest import Count, Digest

NEWEST = 0
"""In place of a version: the one that holds when the button is pressed."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A digest, and perhaps one number of it: the list behind it, from page 1, or that of a day.

    Without a count, `of` is for whom the changes wait. It is written as a JSON list, in which
    no change's key can be found by mistake.
    """

    director: str
    week: str
    version: int
    count: Count | None = None
    of: str = ""
    page: int = 1
    day: str = ""

    @property
    def value(self) -> str:
        """Return what goes into the button."""
        count = self.count.value if self.count else ""
        told = [self.director, self.week, self.version, count, self.of, self.page]
        told += [self.day] if self.day else []
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @property
    def waits_for(self) -> str:
        """Return for whom (directory id) the changes wait; empty where a number is counted."""
        return "" if self.count else self.of

    def turned(self, page: int) -> "Weekly":
        """Return the same number, on another page."""
        return replace(self, page=page)


def weekly_of(digest: Digest, count: Count | None = None, of: str = "") -> Weekly:
    """Return what a button of this digest is about."""
    return Weekly(digest.director, digest.week, digest.version, count, of)


def weekly(value: str) -> Weekly:
    """Parse a button's value; raise ValueError for what we never put there."""
    match json.loads(value):
        case [str(director), str(week), int(version), str(count), str(of), int(page), *rest]:
            counted = Count(count) if count else None
            return Weekly(director, week, version, counted, of, max(page, 1), _day(rest))
        case _:
            raise ValueError("not a value of our buttons")


def _day(rest: list[object]) -> str:
    match rest:
        case []:
            return ""
        case [str(day)]:
            return day
        case _:
            raise ValueError("not a value of our buttons")
