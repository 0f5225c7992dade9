"""What is wrong in a file, line by line, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass

from chatops.core.refused import Refused


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing to mend; `line` counts from 1, 0 stands for the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return self.sentence

    def of(self, name: str) -> str:
        """Return it as one line of text: `policy.yml, line 4: ...`."""
        return f"{name}, line {self.line}: {self.sentence}" if self.line else f"{name}: {self}"


class Unreadable(Refused):
    """A file that cannot be used. `mistakes` holds all that was found, in the file's order."""

    def __init__(self, name: str, mistakes: Iterable[Mistake]) -> None:
        self.name = name
        self.mistakes = tuple(sorted(set(mistakes)))
        first, more = self.lines[0], len(self.mistakes) - 1
        rest = f" ({more} more like this: the check command lists all.)" if more else ""
        super().__init__("unreadable_file", f"{first}{rest}")

    @property
    def lines(self) -> tuple[str, ...]:
        """Return every mistake as one line of text: `policy.yml, line 4: ...`."""
        return tuple(one.of(self.name) for one in self.mistakes)
