"""AI assistance: what was declared, what was detected, and which of the two stands.

Detection looks at the identities that the agents' own documentation says they commit under
and at commit trailers (`git interpret-trailers`). A detected one overrides a "none"; over the
revisions of a change the strongest stays.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

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


_AGENTS = (  # tool, pattern over "name <address>"
    ("Claude", re.compile(r"@anthropic\.com>|^claude(\[bot\]| code)?\s*<", re.IGNORECASE)),
    ("GitHub Copilot", re.compile(r"copilot(-swe-agent)?(\[bot\])?\b", re.IGNORECASE)),
    ("Cursor", re.compile(r"@cursor\.(com|sh)>|^cursor agent\s*<", re.IGNORECASE)),
    ("Devin", re.compile(r"devin-ai-integration|^devin( ai)?\s*<", re.IGNORECASE)),
    ("Codex", re.compile(r"@openai\.com>|codex(-connector)?\[bot\]|^codex\s*<", re.IGNORECASE)),
    ("Aider", re.compile(r"\(aider\)|@aider\.chat>|^aider\b", re.IGNORECASE)),
    ("Gemini", re.compile(r"gemini(-code-assist|-cli)|^gemini\s*<", re.IGNORECASE)),
    ("Jules", re.compile(r"google-labs-jules", re.IGNORECASE)),
    ("Amazon Q", re.compile(r"amazon-q-developer", re.IGNORECASE)),
    ("OpenHands", re.compile(r"openhands@|^openhands\s*<", re.IGNORECASE)),
    ("Windsurf", re.compile(r"@(windsurf|codeium)\.(com|ai)>", re.IGNORECASE)),
)
_TRAILERS = {
    "generated-by": Degree.GENERATED,
    "ai-generated-by": Degree.GENERATED,
    "assisted-by": Degree.ASSISTED,
    "ai-assisted-by": Degree.ASSISTED,
    "co-developed-by-ai": Degree.ASSISTED,
}
_GENERATED_LINE = re.compile(
    r"^\W*generated (?:with|by) \[?([\w .-]{2,40})", re.IGNORECASE | re.MULTILINE
)


def agent_behind(name: str, email: str) -> str | None:
    """Return the tool's name where the identity is a known AI agent's, else None."""
    identity = f"{name.strip()} <{email.strip()}>"
    return next((tool for tool, pattern in _AGENTS if pattern.search(identity)), None)


def detect(commit: Commit) -> Assistance:
    """Return the strongest AI assistance that the commit itself shows."""
    return strongest(_findings(commit))


def strongest(findings: Iterable[Assistance]) -> Assistance:
    """Return the highest degree; among equals a detected one, then the first."""
    return max(findings, key=lambda one: (one.degree, bool(one.evidence)), default=Assistance())


def _findings(commit: Commit) -> Iterable[Assistance]:
    for role, signature, degree in _signatures(commit):
        tool = agent_behind(signature.name, signature.email)
        if tool:
            yield Assistance(degree, tool, f"{role} {signature.name}")
    for key, value in commit.trailers:
        degree_of_trailer = _TRAILERS.get(key.lower())
        if degree_of_trailer and value.strip():
            yield Assistance(degree_of_trailer, value.strip()[:60], f"trailer {key}")
    line = _GENERATED_LINE.search(commit.body)
    if line:
        yield Assistance(
            Degree.GENERATED, line[1].strip(), "“Generated with” in the commit message"
        )


def _signatures(commit: Commit) -> Iterable[tuple[str, Signature, Degree]]:
    yield "author", commit.author, Degree.GENERATED
    yield "committer", commit.committer, Degree.ASSISTED
    for co_author in commit.co_authors:
        yield "co-author", co_author, Degree.ASSISTED
