"""Changes read back from their rows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from chatops.core.change import Change, Status
from chatops.core.refused import Refused
from chatops.core.text import storable
from chatops.core.verdict import State
from chatops.store import parts
from chatops.store.memory import Parts, mark_of
from chatops.store.session import Session, Statement, instant

_CHANGE = """
    SELECT c.key, c.requester, c.source, c.status, c.opened_at, c.expires_at, c.state, c.told,
        c.version, h.seq, h.head, c.unreachable, c.asked
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
        SELECT key FROM targets
        WHERE system = :system AND environment = :environment AND commit_sha = :commit)
    ORDER BY c.number DESC"""  # noqa: S608 - only constants of this module
)
_SINCE = Statement(
    f"""{_CHANGE} WHERE c.number > :after AND (c.status = 'open' OR c.opened_at >= :opened_at)
    ORDER BY c.number LIMIT :limit"""
)
_SEVERAL = Statement(f"{_CHANGE} WHERE c.key = ANY(:keys) ORDER BY c.number")
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


def several(session: Session, keys: Iterable[str]) -> tuple[Change, ...]:
    """Return those of these changes that there are, oldest first."""
    return _asked(session, _SEVERAL, keys=list(keys))


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


def since(session: Session, opened_at: datetime, batch: int) -> Iterator[Change]:
    """Yield every change opened then or later and every open one, oldest first.

    They are read in batches and not remembered, so that any number of them fits.
    """
    values = {"opened_at": opened_at, "limit": batch}
    after = 0
    while found := _asked(session, _SINCE, remember=False, after=after, **values):
        yield from found
        after = number_of(found[-1].key)


def number_of(key: str) -> int:
    """Return 123 for CR-123."""
    return int(key.rpartition("-")[2])


def open_keys(session: Session) -> tuple[str, ...]:
    """Return the keys of all open changes, oldest first."""
    return tuple(key for (key,) in session.run(_OPEN_KEYS).fetchall())


class _MovedOnError(Exception):
    """A change got another head between two statements of a transaction that did not lock it."""


def _asked(
    session: Session, statement: Statement, *, remember: bool = True, **values: Any
) -> tuple[Change, ...]:
    while True:
        try:
            rows = session.run(statement, **values).fetchall()
            return _restored(session, rows, remember=remember)
        except _MovedOnError:
            continue  # somebody committed, so somebody got on


def _restored(
    session: Session, rows: Sequence[Any], *, remember: bool = True
) -> tuple[Change, ...]:
    found = parts.under(
        session, {row[0]: mark_of(row[10], row[8]) for row in rows}, remember=remember
    )
    return tuple(_change(row, found.get(row[0])) for row in rows)


def _change(row: Any, its: Parts | None) -> Change:
    key, requester, source, status, opened_at, expires_at, state, told, version, *rest = row
    _, _, unreachable, asked = rest
    if its is None:
        raise _MovedOnError
    if status == Status.OPEN and any(one.erased for one in its.revisions):
        raise parts.tampered(key, "it is open, and a revision of it was erased")
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
        unreachable=unreachable,
        asked=tuple(json.loads(asked)),
        version=version,
        check_runs=its.check_runs,
        declarations=its.declarations,
        obligations=its.obligations,
        **its.notes,  # type: ignore[arg-type]  # by the names of the fields
    )


def _unknown(key: str) -> Refused:
    return Refused("unknown_change", f"There is no change {key[:80]}.", field="key")
