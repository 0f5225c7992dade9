"""Bearer tokens of the HTTP interface: their names and digests, never their secrets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.core.refused import Refused
from chatops.store.session import Session, Statement, instant

_ALL = Statement(
    "SELECT id, name, created_at, revoked_at, owner FROM tokens ORDER BY created_at, id"
)
_BY_DIGEST = Statement(
    "SELECT id, name, created_at, revoked_at, owner FROM tokens WHERE digest = :digest"
)
_ADD = Statement(
    """INSERT INTO tokens (id, name, digest, created_at, owner)
    VALUES (:id, :name, :digest, :at, :owner)
    ON CONFLICT DO NOTHING"""
)
_REVOKE = Statement(
    """UPDATE tokens SET revoked_at = :at
    WHERE (id = :wanted OR name = :wanted) AND revoked_at IS NULL"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: who it was made for, and since when it is worth nothing any more.

    `owner` is the person (directory id) who answers for it: a contributor to what it sends.
    """

    id: str
    name: str
    created_at: datetime
    revoked_at: datetime | None
    owner: str | None = None


def listed(session: Session) -> tuple[Token, ...]:
    """Return all tokens, oldest first, revoked ones too."""
    return tuple(_token(row) for row in session.run(_ALL).fetchall())


def by_digest(session: Session, digest: str) -> Token | None:
    """Return the token whose secret has this SHA-256 (in hexadecimal), or None."""
    row = session.run(_BY_DIGEST, digest=digest).fetchone()
    return _token(row) if row else None


def add(session: Session, token: Token, digest: str) -> None:
    """Add a token; raise `Refused("token_exists")` where the id or the name is taken."""
    values = {"id": token.id, "name": token.name, "at": token.created_at, "owner": token.owner}
    if session.run(_ADD, digest=digest, **values).rowcount != 1:
        raise Refused("token_exists", f"There is a token “{token.name}” already.", field="name")


def revoke(session: Session, wanted: str, at: datetime) -> bool:
    """Revoke the token with this id or name; return False where there is none to revoke."""
    return session.run(_REVOKE, wanted=wanted, at=at).rowcount > 0


def _token(row: Any) -> Token:
    token_id, name, created_at, revoked_at, owner = row
    revoked = instant(revoked_at) if revoked_at else None
    return Token(token_id, name, instant(created_at), revoked, owner)
