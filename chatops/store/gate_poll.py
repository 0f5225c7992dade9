"""Many polls of the gate in one look at the database.

The look tells for each poll whose token it is, what was last written down for the question, and
a stamp of everything stored that an answer depends on: the changes, the heads of their audit
chains (which cover revisions and decisions), how those who decided stand in Slack. Equal stamps
mean equal stored facts. One statement, and so one snapshot, in autocommit on a connection of
its own: nothing is locked, nothing is kept open between looks.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from chatops.core.gate import Question
from chatops.ledger.canonical import digest

_MOST_ROWS = 10_000
_HERE = "r.system = q.system AND r.environment = q.environment AND r.commit_sha = q.commit_sha"
_POSTGRESQL = f"""
    SELECT t.name, g.fingerprint,
        (SELECT string_agg(concat_ws(' ', c.key, c.status, c.state, c.version,
                extract(epoch FROM c.expires_at), h.head), ',' ORDER BY c.number)
        FROM changes c JOIN chains h ON h.scope = c.key
        WHERE c.key IN (SELECT r.key FROM revisions r WHERE {_HERE})),
        (SELECT string_agg(s.person || ' ' || s.standing, ',' ORDER BY s.person)
        FROM standings s WHERE s.person IN (
            SELECT d.person FROM decisions d
            WHERE d.key IN (SELECT r.key FROM revisions r WHERE {_HERE})))
    FROM unnest(%(tokens)s::text[], %(questions)s::text[], %(systems)s::text[],
        %(environments)s::text[], %(commits)s::text[])
        WITH ORDINALITY AS q (token, question, system, environment, commit_sha, n)
    LEFT JOIN tokens t ON t.digest = q.token AND t.revoked_at IS NULL
    LEFT JOIN gate_answers g ON g.question = q.question
    ORDER BY q.n"""  # noqa: S608 - only constants of this module
_SQLITE = f"""
    WITH q AS (SELECT key AS n, value ->> 0 AS token, value ->> 1 AS question,
        value ->> 2 AS system, value ->> 3 AS environment, value ->> 4 AS commit_sha
        FROM json_each(:polls))
    SELECT t.name, g.fingerprint,
        (SELECT group_concat(stamp) FROM (
            SELECT c.key || ' ' || c.status || ' ' || c.state || ' ' || c.version || ' '
                || c.expires_at || ' ' || h.head AS stamp
            FROM changes c JOIN chains h ON h.scope = c.key
            WHERE c.key IN (SELECT r.key FROM revisions r WHERE {_HERE}) ORDER BY c.number)),
        (SELECT group_concat(standing) FROM (
            SELECT s.person || ' ' || s.standing AS standing
            FROM standings s WHERE s.person IN (
                SELECT d.person FROM decisions d
                WHERE d.key IN (SELECT r.key FROM revisions r WHERE {_HERE}))
            ORDER BY s.person))
    FROM q
    LEFT JOIN tokens t ON t.digest = q.token AND t.revoked_at IS NULL
    LEFT JOIN gate_answers g ON g.question = q.question
    ORDER BY q.n"""  # noqa: S608 - only constants of this module


def question_digest(question: Question) -> str:
    """Return the digest under which `store/gate.py` keeps the last answer to this question."""
    return digest(asdict(question))


@dataclass(frozen=True, slots=True)
class Asked:
    """One poll: digest of the token, digest of the question (empty if unknown yet), about what."""

    token: str
    question: str
    system: str
    environment: str
    commit: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Who holds the token (None: nobody), the last fingerprint, the stamp of all facts stored."""

    caller: str | None
    fingerprint: str | None
    stamp: tuple[str | None, str | None]


class GatePoll:
    """Looks for all who ask at once; may be used by any thread, one look at a time."""

    def __init__(self, connect: Callable[[], Any], look: Callable[..., list[Any]]) -> None:
        self._connect = connect
        self._look = look
        self._connection: Any = None
        self._lock = threading.Lock()

    def look(self, polls: Sequence[Asked]) -> list[Seen]:
        """Return what is stored now for each poll; raise one of `database.UNAVAILABLE`.

        A connection that died while it rested is replaced once.
        """
        with self._lock:
            rested = self._connection is not None
            try:
                return self._looked(polls)
            except (psycopg.OperationalError, sqlite3.OperationalError):
                self._drop()
                if not rested:
                    raise
            try:
                return self._looked(polls)
            except (psycopg.Error, sqlite3.Error):
                self._drop()
                raise

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._drop()

    def _looked(self, polls: Sequence[Asked]) -> list[Seen]:
        if self._connection is None:
            self._connection = self._connect()
        rows = self._look(self._connection, polls)
        return [Seen(name, last, (changes, people)) for name, last, changes, people in rows]

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def open_poll(url: str) -> GatePoll:
    """Open the polls of a store by the same address; nothing is connected yet."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return GatePoll(lambda: _postgresql(address), _look_postgresql)
    path = Path(address.database or "")
    return GatePoll(lambda: _sqlite(path), _LookSqlite())


def _postgresql(url: URL) -> psycopg.Connection[Any]:
    """Connect; the plan is made once for any number of polls, by the indexes."""
    connection = psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        prepare_threshold=0,
        connect_timeout=3,
    )
    connection.execute("SET statement_timeout = 2000")
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.execute("SET enable_seqscan = off")
    connection.execute("SET default_transaction_read_only = on")
    return connection


def _look_postgresql(connection: psycopg.Connection[Any], polls: Sequence[Asked]) -> list[Any]:
    values = {
        "tokens": [one.token for one in polls],
        "questions": [one.question for one in polls],
        "systems": [one.system for one in polls],
        "environments": [one.environment for one in polls],
        "commits": [one.commit for one in polls],
    }
    with connection.cursor(binary=True) as cursor:
        return cursor.execute(_POSTGRESQL, values).fetchall()


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=2.0,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA query_only = ON")
    return connection


class _LookSqlite:
    """Looks again only after somebody committed.

    `PRAGMA data_version` changes when another connection has committed, and this one never
    writes (https://www.sqlite.org/pragma.html#pragma_data_version).
    """

    def __init__(self) -> None:
        self._at: tuple[Any, int] = (None, 0)
        self._rows: dict[Asked, Any] = {}

    def __call__(self, connection: sqlite3.Connection, polls: Sequence[Asked]) -> list[Any]:
        at = (connection, _version(connection))
        if at != self._at or len(self._rows) > _MOST_ROWS:
            self._at, self._rows = at, {}
        new = [one for one in polls if one not in self._rows]
        if new:
            found = dict(zip(new, _rows(connection, new), strict=True))
            if _version(connection) != at[1]:  # somebody committed in between
                self._at, self._rows = (None, 0), {}
                return _rows(connection, polls)
            self._rows |= found
        return [self._rows[one] for one in polls]


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA data_version").fetchone()
    return int(version)


def _rows(connection: sqlite3.Connection, polls: Sequence[Asked]) -> list[Any]:
    rows = [(one.token, one.question, one.system, one.environment, one.commit) for one in polls]
    return connection.execute(_SQLITE, {"polls": json.dumps(rows)}).fetchall()
