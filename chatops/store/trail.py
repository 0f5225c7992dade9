"""The audit trail: entries, each chained to the one before it in its scope."""

import json
from collections.abc import Iterator
from datetime import datetime

from chatops.core.events import Event, audited
from chatops.core.trail import Entry
from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS, link
from chatops.store.session import Session, Statement, Values, instant, stamp

_ENTRIES = Statement(
    "SELECT number, at, tag, body, hash FROM entries WHERE scope = :scope ORDER BY number"
)
_SCOPES = Statement("SELECT scope FROM chains WHERE scope > :after ORDER BY scope LIMIT 1000")
_HEAD = Statement("SELECT head FROM chains WHERE scope = :scope")
_START = Statement(
    "INSERT INTO chains (scope, seq, head) VALUES (:scope, 0, :head) ON CONFLICT DO NOTHING"
)
_LOCK = Statement("SELECT seq, head FROM chains WHERE scope = :scope FOR NO KEY UPDATE")
_ADVANCE = Statement("UPDATE chains SET seq = :seq, head = :head WHERE scope = :scope")
_ADD = Statement(
    """INSERT INTO entries (scope, number, at, tag, body, hash)
    VALUES (:scope, :number, :at, :tag, :body, :hash)"""
)


def entries(session: Session, scope: str) -> tuple[Entry, ...]:
    """Return all entries of the scope, in order."""
    rows = session.run(_ENTRIES, scope=scope).fetchall()
    return tuple(
        Entry(scope, number, instant(at), tag, body, hashed, json.loads(body))
        for number, at, tag, body, hashed in rows
    )


def scopes(session: Session) -> Iterator[str]:
    """Yield every scope that has a chain, in alphabetical order."""
    after = ""
    while rows := session.run(_SCOPES, after=after).fetchall():
        yield from (scope for (scope,) in rows)
        after = rows[-1][0]


def head(session: Session, scope: str) -> str:
    """Return the hash in which the chain ends; that of nothing for a scope without entries."""
    row = session.run(_HEAD, scope=scope).fetchone()
    return str(row[0]) if row else GENESIS


def chained(
    scope: str, seq: int, head: str, events: tuple[Event, ...], at: datetime
) -> list[Values]:
    """Return the rows that append these events to a chain of `seq` entries that ends in `head`."""
    rows: list[Values] = []
    moment = stamp(at)
    for number, event in enumerate(events, start=seq + 1):
        entry = {"scope": scope, "number": number, "at": moment, "event": audited(event)}
        body = canonical(entry).decode()
        head = link(head, body)
        rows.append({"number": number, "tag": event.TAG, "body": body, "hash": head})
    return rows


def append(session: Session, scope: str, event: Event, at: datetime) -> None:
    """Append one entry, starting the chain where there is none yet."""
    session.run(_START, scope=scope, head=GENESIS)
    seq, before = session.run(_LOCK, scope=scope).fetchone()
    (row,) = chained(scope, seq, before, (event,), at)
    session.run(_ADVANCE, scope=scope, seq=seq + 1, head=row["hash"])
    session.run(_ADD, scope=scope, at=at, **row)
