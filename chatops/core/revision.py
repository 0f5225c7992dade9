"""A revision: one immutable version of what is to be changed, with its digest.

The digest is SHA-256 over the RFC 8785 form of everything a person approves: where the change
goes, which commit, who contributed and what was documented. Times and numbers of the revision
are not part of it, so the same content has the same digest.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from chatops.core.assistance import Assistance, Degree
from chatops.core.commit import FileChange
from chatops.core.contributor import Contributor, Role
from chatops.ledger.canonical import digest


class Risk(StrEnum):
    """The requester's own estimate."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Documentation:
    """What the requester wrote. The window is half-open, in aware datetimes."""

    title: str
    description: str = ""
    link: str = ""
    risk: Risk = Risk.MEDIUM
    rollback_plan: str = ""
    test_evidence: str = ""
    window_start: datetime | None = None
    window_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a change. `number` counts from 1; `commit` is a full SHA or plan digest."""

    number: int
    system: str
    environment: str
    commit: str
    documentation: Documentation
    assistance: Assistance
    contributors: tuple[Contributor, ...]
    files: tuple[FileChange, ...]
    submitted_by: str
    submitted_at: datetime
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", digest(content(self)))

    @property
    def lines(self) -> tuple[int, int]:
        """Return the lines added and deleted over all text files."""
        added = sum(one.added or 0 for one in self.files)
        return added, sum(one.deleted or 0 for one in self.files)


def content(revision: Revision) -> dict[str, Any]:
    """Return, as JSON values, everything that an approval of this revision covers."""
    written = revision.documentation
    return {
        "system": revision.system,
        "environment": revision.environment,
        "commit": revision.commit,
        "title": written.title,
        "description": written.description,
        "link": written.link,
        "risk": written.risk.value,
        "rollback_plan": written.rollback_plan,
        "test_evidence": written.test_evidence,
        "window": [_instant(written.window_start), _instant(written.window_end)],
        "assistance": [
            revision.assistance.degree.word,
            revision.assistance.tool,
            revision.assistance.evidence,
        ],
        "contributors": [
            [one.role.value, one.name, one.email, one.person, one.agent]
            for one in revision.contributors
        ],
        "files": [[one.path, one.added, one.deleted] for one in revision.files],
    }


def restored(
    stored: dict[str, Any], *, number: int, submitted_by: str, submitted_at: datetime
) -> Revision:
    """Return the revision whose `content` this is; the inverse of `content`."""
    start, end = stored["window"]
    degree, tool, evidence = stored["assistance"]
    return Revision(
        number=number,
        system=stored["system"],
        environment=stored["environment"],
        commit=stored["commit"],
        documentation=Documentation(
            title=stored["title"],
            description=stored["description"],
            link=stored["link"],
            risk=Risk(stored["risk"]),
            rollback_plan=stored["rollback_plan"],
            test_evidence=stored["test_evidence"],
            window_start=datetime.fromisoformat(start) if start else None,
            window_end=datetime.fromisoformat(end) if end else None,
        ),
        assistance=Assistance(Degree[degree.upper()], tool, evidence),
        contributors=tuple(
            Contributor(Role(role), name, email, person, agent)
            for role, name, email, person, agent in stored["contributors"]
        ),
        files=tuple(FileChange(*one) for one in stored["files"]),
        submitted_by=submitted_by,
        submitted_at=submitted_at,
    )


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
