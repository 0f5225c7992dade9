"""Policies that were adopted, word for word; the last one is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chatops.core.events import PolicyAdopted
from chatops.core.notices import Notice
from chatops.store import outbox, trail
from chatops.store.session import Session, Statement, instant

SCOPE = "policy"
_LAST = Statement(
    """SELECT digest, content, adopted_by, why, approved_by, adopted_at FROM policies
    ORDER BY number DESC LIMIT 1"""
)
_BETWEEN = Statement(
    """SELECT digest, adopted_at FROM policies WHERE adopted_at < :ends AND number >= COALESCE(
        (SELECT MAX(number) FROM policies WHERE adopted_at <= :begins), 0)
    ORDER BY number"""
)
_TEXT = Statement("SELECT content FROM policies WHERE digest = :digest LIMIT 1")
_ADD = Statement(
    """INSERT INTO policies (number, digest, content, adopted_by, why, approved_by, adopted_at)
    SELECT COALESCE(MAX(number), 0) + 1, :digest, :content, :by, :why, :approved_by, :at
    FROM policies"""
)


@dataclass(frozen=True, slots=True)
class AdoptedPolicy:
    """A policy file's digest and text, who adopted it and why.

    `approved_by` is the key of the change request that allowed it, or empty.
    """

    digest: str
    text: str
    by: str
    why: str
    approved_by: str
    at: datetime


def adopt(
    session: Session,
    policy: AdoptedPolicy,
    event: PolicyAdopted,
    notices: Iterable[Notice],
    at: datetime,
) -> None:
    """Store the policy, its audit entry and the notices; two at once take turns at the chain."""
    trail.append(session, SCOPE, event, at)
    session.run(
        _ADD,
        digest=policy.digest,
        content=policy.text,
        by=policy.by,
        why=policy.why,
        approved_by=policy.approved_by,
        at=policy.at,
    )
    outbox.add(session, notices, at)


def adopted(session: Session) -> AdoptedPolicy | None:
    """Return the policy that was adopted last, or None."""
    row = session.run(_LAST).fetchone()
    if row is None:
        return None
    digest, text, by, why, approved_by, at = row
    return AdoptedPolicy(digest, text, by, why, approved_by, instant(at))


def between(session: Session, begins: datetime, ends: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return the digests of the policies that were in force, each with when it was adopted."""
    rows = session.run(_BETWEEN, begins=begins, ends=ends).fetchall()
    return tuple((digest, instant(at)) for digest, at in rows)


def text_of(session: Session, digest: str) -> str | None:
    """Return the text of the adopted policy with this digest, or None."""
    row = session.run(_TEXT, digest=digest).fetchone()
    return str(row[0]) if row else None
