"""Policies that were adopted, word for word; the last one is in force.

Of every policy under which anything was recorded, adopted or not, the canonical text is kept
under its digest when it is first used: so a proof can show what a decision was made under.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chatops.core.events import PolicyAdopted
from chatops.core.notices import Notice
from chatops.core.policy import Policy
from chatops.core.refused import Refused
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
_KEPT = Statement("SELECT content FROM policy_texts WHERE digest = :digest")
_KEEP = Statement(
    """INSERT INTO policy_texts (digest, content) VALUES (:digest, :content)
    ON CONFLICT (digest) DO NOTHING"""
)
_ADD = Statement(
    """INSERT INTO policies (number, digest, content, adopted_by, why, approved_by, adopted_at)
    SELECT COALESCE(MAX(number), 0) + 1, :digest, :content, :by, :why, :approved_by, :at
    FROM policies"""
)


@dataclass(frozen=True, slots=True)
class AdoptedPolicy:
    """A policy file's digest and text, who adopted it and why.

    `approved_by` is the key of the change request that allowed it, or empty. `canonical` is the
    text of which the digest is the SHA-256; it is stored apart and not read back with it.
    """

    digest: str
    text: str
    by: str
    why: str
    approved_by: str
    at: datetime
    canonical: str = ""


def adopt(
    session: Session,
    policy: AdoptedPolicy,
    event: PolicyAdopted,
    notices: Iterable[Notice],
    at: datetime,
) -> None:
    """Store the policy, its audit entry and the notices; two at once take turns at the chain."""
    trail.append(session, SCOPE, event, at)
    _keep(session, policy.digest, policy.canonical)
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


def adopted_text(session: Session, digest: str) -> str | None:
    """Return the text of the adopted policy with this digest, as its file was, or None."""
    row = session.run(_TEXT, digest=digest).fetchone()
    return str(row[0]) if row else None


def keep(session: Session, policy: Policy | None) -> None:
    """Keep the canonical text of a policy that is used; one that was read from no file has none."""
    if policy is not None:
        _keep(session, policy.digest, policy.canonical)


def _keep(session: Session, digest: str, canonical: str) -> None:
    """Keep the text; once it was found in the database this process looks no more.

    Not before: a transaction that wrote it may still be rolled back.
    """
    known = session.memory.policies
    if not canonical or digest in known:
        return
    if session.run(_KEEP, digest=digest, content=canonical).rowcount == 0:
        known.add(digest)


def text_of(session: Session, digest: str) -> str | None:
    """Return the canonical text of which this is the SHA-256, of a policy that was used, or None.

    Raises `Refused("tampered")` for a text that has another digest.
    """
    row = session.run(_KEPT, digest=digest).fetchone()
    if row is None:
        return None
    text = str(row[0])
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        sentence = f"The text of policy {digest[:12]} in the database is another one."
        raise Refused("tampered", f"{sentence} Restore the database from a backup.")
    return text
