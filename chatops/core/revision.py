"""A revision: one immutable version of what is to be changed, with its digest.

The digest is SHA-256 over the RFC 8785 form of everything a person approves: where the change
goes, which commit, who contributed and what was documented. Times and numbers of the revision
are not part of it. A random salt is: names and texts can then be erased, and nobody can find them
out from the digest, to which approvals are bound for ever. Erased, a revision keeps that digest.
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


class Kind(StrEnum):
    """How the change came about (ITIL): pre-approved routine, planned, or urgent."""

    STANDARD = "standard"
    NORMAL = "normal"
    EMERGENCY = "emergency"


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
    kind: Kind = Kind.NORMAL
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a change. `number` counts from 1; `commit` is a full SHA or plan digest.

    `files` is None where the commit was not read, so nobody knows what it touches. `salt` is in
    hexadecimal, empty in revisions of earlier versions. `erased` is the digest of what it was
    before names and texts in it were erased, empty where nothing was.
    """

    number: int
    systems: tuple[str, ...]
    environment: str
    commit: str
    documentation: Documentation
    assistance: Assistance
    contributors: tuple[Contributor, ...]
    files: tuple[FileChange, ...] | None
    submitted_by: str
    submitted_at: datetime
    salt: str = ""
    erased: str = ""
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", self.erased or digest(content(self)))

    @property
    def lines(self) -> tuple[int, int]:
        """Return the lines added and deleted over all text files."""
        files = self.files or ()
        return sum(one.added or 0 for one in files), sum(one.deleted or 0 for one in files)


def content(revision: Revision) -> dict[str, Any]:
    """Return, as JSON values, everything that an approval of this revision covers."""
    written = revision.documentation
    apart = {"salt": revision.salt, "erased": revision.erased}
    return {
        "systems": list(revision.systems),
        "environment": revision.environment,
        "commit": revision.commit,
        "title": written.title,
        "description": written.description,
        "link": written.link,
        "kind": written.kind.value,
        "labels": list(written.labels),
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
        "files": None
        if revision.files is None
        else [[one.path, one.added, one.deleted] for one in revision.files],
        **{name: said for name, said in apart.items() if said},
    }


def restored(
    stored: dict[str, Any], *, number: int, submitted_by: str, submitted_at: datetime
) -> Revision:
    """Return the revision whose `content` this is; the inverse of `content`."""
    degree, tool, evidence = stored["assistance"]
    files = stored["files"]
    return Revision(
        number=number,
        systems=tuple(stored["systems"]),
        environment=stored["environment"],
        commit=stored["commit"],
        documentation=_documentation(stored),
        assistance=Assistance(Degree[degree.upper()], tool, evidence),
        contributors=tuple(
            Contributor(Role(role), name, email, person, agent)
            for role, name, email, person, agent in stored["contributors"]
        ),
        files=None if files is None else tuple(FileChange(*one) for one in files),
        submitted_by=submitted_by,
        submitted_at=submitted_at,
        salt=stored.get("salt", ""),
        erased=stored.get("erased", ""),
    )


def _documentation(stored: dict[str, Any]) -> Documentation:
    start, end = stored["window"]
    return Documentation(
        title=stored["title"],
        description=stored["description"],
        link=stored["link"],
        risk=Risk(stored["risk"]),
        rollback_plan=stored["rollback_plan"],
        test_evidence=stored["test_evidence"],
        window_start=datetime.fromisoformat(start) if start else None,
        window_end=datetime.fromisoformat(end) if end else None,
        kind=Kind(stored["kind"]),
        labels=tuple(stored["labels"]),
    )


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
