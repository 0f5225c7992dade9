"""Where in a JSON document a check is, and everything it found wrong so far.

Sentences and JSON pointers look like those in Slack's `response_metadata.messages`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """A JSON pointer, the surface it is on, and the list of problems shared by all places."""

    pointer: str
    surface: str
    problems: list[str] = field(default_factory=list)

    def at(self, key: str | int) -> "Place":
        """Return the place one step further inside."""
        return Place(f"{self.pointer}/{key}", self.surface, self.problems)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong here."""
        self.problems.append(f"{sentence} [json-pointer:{self.pointer}]")
