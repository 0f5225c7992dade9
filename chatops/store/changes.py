"""Changes read back from their rows."""

from collections.abc import Sequence
from typing import Any

from chatops.core.change import Change, Status
from chatops.core.refused import Refused
from chatops.core.text import storable
from chatops.core.verdict import State
from chatops.store import parts
from chatops.store.memory import Parts
from chatops.store.session import Session, Statement, instant

_CHANGE = """
    SELECT c.key, c.requester, c.source, c.status, c.opened_at, c.expires_at, c.state, c.told,
        c.version, h.seq, h.head
    FROM changes c JOIN chains h ON h.scope = c.key"""
LOCK = Statement(f"{_CHANGE} WHERE c.key = :key FOR NO KEY UPDATE OF c, h")
_ONE = Statement(f"{_CHANGE} WHERE c.key = :key")
_LISTED = Statement(
    f"""{_CHANGE} WHERE c.number < :before AND c.requester = COALESCE(:requester, c.requester)
    ORDER BY c.number DESC LIMIT :limit"""
)
_LISTED_OPEN = Statement(
    f"""{_CHANGE} WHERE c.status = 'open' AND c.number < :before
        AND c.requester = COALESCE(:requester, c.requester)
    ORDER BY c.number DESC LIMIT :limit"""
)
_AT = Statement(
    f"""{_CHANGE} WHERE c.key IN (
        SELECT key FROM revisions
        WHERE system = :system AND environment = :environment AND commit_sha = :commit)
    ORDER BY c.number DESC"""  # noqa: S608 - only constants of this module
)
_OPEN_KEYS = Statement("SELECT key FROM changes WHERE status = 'open' ORDER BY number")
_NO_LIMIT = 2**31 - 1


def locked(session: Session, key: str) -> tuple[Change, int, str]:
    """Lock the change and its chain; return the change, the chain's length and its head.

    The lock comes first and the parts after it: in READ COMMITTED a statement that has to
    wait for the lock would go on to read parts as they were before it waited.
    """
    row = session.run(LOCK, key=storable(key)).fetchone()
    if row is None:
        raise _unknown(key)
    (change,) = _restored(session, [row])
    return change, row[9], row[10]


def one(session: Session, key: str) -> Change:
    """Return the change; raise `Refused("unknown_change")`."""
    found = _asked(session, _ONE, key=storable(key))
    if not found:
        raise _unknown(key)
    return found[0]


def listed(
    session: Session, *, open_only: bool, requester: str | None, limit: int, before: int | None
) -> tuple[Change, ...]:
    """Return up to `limit` changes with a number below `before`, newest first."""
    statement = _LISTED_OPEN if open_only else _LISTED
    below = _NO_LIMIT if before is None else before
    return _asked(session, statement, requester=requester, limit=limit, before=below)


def at(session: Session, system: str, environment: str, commit: str) -> tuple[Change, ...]:
    """Return the changes of which any revision is that, newest first."""
    return _asked(session, _AT, system=system, environment=environment, commit=commit)


def open_keys(session: Session) -> tuple[str, ...]:
    """Return the keys of all open changes, oldest first."""
    return tuple(key for (key,) in session.run(_OPEN_KEYS).fetchall())


class _MovedOnError(Exception):
    """A change got another head between two statements of a transaction that did not lock it."""


def _asked(session: Session, statement: Statement, **values: Any) -> tuple[Change, ...]:
    while True:
        try:
            return _restored(session, session.run(statement, **values).fetchall())
        except _MovedOnError:
            continue  # somebody committed, so somebody got on


def _restored(session: Session, rows: Sequence[Any]) -> tuple[Change, ...]:
    found = parts.under(session, {row[0]: row[10] for row in rows})
    return tuple(_change(row, found.get(row[0])) for row in rows)


def _change(row: Any, its: Parts | None) -> Change:
    key, requester, source, status, opened_at, expires_at, state, told, version, *_ = row
    if its is None:
        raise _MovedOnError
    return Change(
        key=key,
        requester=requester,
        source=source,
        status=Status(status),
        opened_at=instant(opened_at),
        expires_at=instant(expires_at),
        revisions=its.revisions,
        decisions=its.decisions,
        state=State(state),
        told=told,
        version=version,
    )


def _unknown(key: str) -> Refused:
    return Refused("unknown_change", f"There is no change {key[:80]}.", field="key")
