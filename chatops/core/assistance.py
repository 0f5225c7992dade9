"""AI assistance: what was declared, what was detected, and which of the two stands.

Detection looks at the identities under which agents commit and at the marks they leave in the
message (`core/agents.py`). It is a lower bound: an agent that leaves no mark is not seen. A
detected one overrides a "none"; over the revisions of a change the strongest stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from chatops.core.agents import marked_by_line, marked_by_trailer, tool_behind
from chatops.core.commit import Commit, Signature


class Degree(IntEnum):
    """How much of the change an AI tool wrote; a higher number is more."""

    NONE = 0
    ASSISTED = 1
    GENERATED = 2

    @property
    def word(self) -> str:
        """Return the word used in forms, files and texts."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Assistance:
    """The degree, the tool's name, and how it is known (empty evidence: declared by a person)."""

    degree: Degree = Degree.NONE
    tool: str = ""
    evidence: str = ""

    @property
    def sentence(self) -> str:
        """Say it in a few words: `Generated with Claude (detected: co-author trailer)`."""
        if self.degree is Degree.NONE:
            return "None declared, none detected"
        word = self.degree.word.capitalize()
        tool = f" with {self.tool}" if self.tool else ""
        known = f"detected: {self.evidence}" if self.evidence else "declared"
        return f"{word}{tool} ({known})"


def detect(commit: Commit) -> Assistance:
    """Return the strongest AI assistance that the commit itself shows."""
    return strongest(_findings(commit))


def strongest(findings: Iterable[Assistance]) -> Assistance:
    """Return the highest degree; among equals a detected one, then the first."""
    return max(findings, key=lambda one: (one.degree, bool(one.evidence)), default=Assistance())


def _findings(commit: Commit) -> Iterable[Assistance]:
    for role, signature, degree in _signatures(commit):
        tool = tool_behind(signature)
        if tool:
            yield Assistance(degree, tool, f"{role} {signature.name}")
    for key, value in commit.trailers:
        marked = marked_by_trailer(key, value)
        if marked:
            degree_word, tool = marked
            yield Assistance(Degree[degree_word.upper()], tool, f"trailer {key}")
    tool = marked_by_line(commit.body)
    if tool:
        yield Assistance(Degree.GENERATED, tool, "“Generated with” in the commit message")


def _signatures(commit: Commit) -> Iterable[tuple[str, Signature, Degree]]:
    yield "author", commit.author, Degree.GENERATED
    yield "committer", commit.committer, Degree.ASSISTED
    for co_author in commit.co_authors:
        yield "co-author", co_author, Degree.ASSISTED
