"""The audit trail: entries, each chained to the one before it in its scope.

Their private words lie beside (`store/words.py`); each gets a salt of its own here.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from chatops.core.audited import audited, retold
from chatops.core.events import Event
from chatops.core.trail import Entry
from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS, link
from chatops.ledger.commitment import SALT_BYTES
from chatops.store import words
from chatops.store.session import Session, Statement, Values, instant, stamp

_ENTRIES = Statement(
    """SELECT e.number, e.at, e.tag, e.body, e.hash, w.field, w.person, w.salt, w.text
    FROM entries e LEFT JOIN words w ON w.scope = e.scope AND w.number = e.number
    WHERE e.scope = :scope ORDER BY e.number"""
)
_SCOPES = Statement("SELECT scope FROM chains WHERE scope > :after ORDER BY scope LIMIT 1000")
_HEAD = Statement("SELECT head FROM chains WHERE scope = :scope")
_START = Statement(
    "INSERT INTO chains (scope, seq, head) VALUES (:scope, 0, :head) ON CONFLICT DO NOTHING"
)
_LOCK = Statement("SELECT seq, head FROM chains WHERE scope = :scope FOR NO KEY UPDATE")
_LAST = Statement("SELECT COALESCE(MAX(number), 0) FROM entries WHERE scope = :scope")
_ADVANCE = Statement("UPDATE chains SET seq = :seq, head = :head WHERE scope = :scope")
_ADD = Statement(
    """INSERT INTO entries (scope, number, at, tag, body, hash)
    VALUES (:scope, :number, :at, :tag, :body, :hash)"""
)
_APPEND = Statement(  # the three for PostgreSQL, in one round trip
    """WITH chain AS (UPDATE chains SET seq = :seq, head = :head WHERE scope = :scope),
    word AS (
        INSERT INTO words (scope, number, field, person, salt, text)
        SELECT :scope, * FROM json_to_recordset(CAST(:words AS json)) AS given
            (number int, field text, person text, salt text, text text))
    INSERT INTO entries (scope, number, at, tag, body, hash)
    VALUES (:scope, :number, :at, :tag, :body, :hash)"""
)
_SALT = partial(secrets.token_bytes, SALT_BYTES)


@dataclass(frozen=True, slots=True)
class Chained:
    """The rows of new entries, and those of their words."""

    entries: list[Values]
    words: list[Values]


def entries(session: Session, scope: str) -> tuple[Entry, ...]:
    """Return all entries of the scope, in order; `data` has their words, as far as there are."""
    rows = session.run(_ENTRIES, scope=scope).fetchall()
    return tuple(_entry(scope, list(own)) for _, own in groupby(rows, itemgetter(0)))


def _entry(scope: str, rows: list[Any]) -> Entry:
    """Return the entry of these rows, one for each of its words; without any it is one row."""
    number, at, tag, body, hashed = rows[0][:5]
    data = json.loads(body)
    beside = (words.word(*one[5:]) for one in rows if one[5] is not None)
    data["event"] = retold(data["event"], beside)
    return Entry(scope, number, instant(at), tag, body, hashed, data)


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


def last(session: Session, scope: str) -> int:
    """Return the number of the scope's last entry, which is how many there are; 0 for none."""
    (number,) = session.run(_LAST, scope=scope).fetchone()
    return int(number)


def hold(session: Session, scope: str) -> int:
    """Let nobody append to the chain until the transaction ends; return its last number."""
    session.run(_LOCK, scope=scope).fetchone()
    return last(session, scope)


def chained(scope: str, seq: int, head: str, events: tuple[Event, ...], at: datetime) -> Chained:
    """Return what appends these events to a chain of `seq` entries that ends in `head`."""
    rows: list[Values] = []
    beside: list[Values] = []
    moment = stamp(at)
    for number, event in enumerate(events, start=seq + 1):
        told, spoken = audited(event, _SALT)
        entry = {"scope": scope, "number": number, "at": moment, "event": told}
        body = canonical(entry).decode()
        head = link(head, body)
        rows.append({"number": number, "tag": event.TAG, "body": body, "hash": head})
        beside += [words.row(number, one) for one in spoken]
    return Chained(rows, beside)


def append(session: Session, scope: str, event: Event, at: datetime) -> int:
    """Append one entry, starting the chain where there is none yet; return its number."""
    session.run(_START, scope=scope, head=GENESIS)
    seq, before = session.run(_LOCK, scope=scope).fetchone()
    new = chained(scope, seq, before, (event,), at)
    (row,) = new.entries
    end = {"scope": scope, "seq": seq + 1, "head": row["hash"]}
    if session.dialect == "postgresql":
        beside = json.dumps(new.words, ensure_ascii=False)
        session.run(_APPEND, **end, at=at, **row, words=beside)
    else:
        session.run(_ADVANCE, **end)
        session.run(_ADD, scope=scope, at=at, **row)
        words.add(session, scope, new.words)
    return int(seq + 1)
