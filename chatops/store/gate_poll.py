"""Many polls of the gate in one look at the database.

The look tells for each poll whose token it is, what was last written down for the question, and
a stamp of everything stored that an answer depends on: the changes, the heads of their audit
chains (which cover revisions, decisions, check runs, break-glass and obligations), how those who
decided stand in Slack. Groups, absences, debts of other changes and an adopted policy are not in
it: whoever remembers an answer judges anew before long. One statement, and so one snapshot, in
autocommit on connections of their own: nothing is locked, nothing is kept open between looks.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url

from chatops.core.gate import Question
from chatops.ledger.canonical import digest
from chatops.store.on_postgresql import NETWORK

_MOST_ROWS = 10_000
_DIED = (psycopg.OperationalError, sqlite3.OperationalError)
_SETTINGS = (
    "SET statement_timeout = 2000",  # milliseconds
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_seqscan = off",
    "SET default_transaction_read_only = on",
)
_HERE = """SELECT a.key FROM targets a
        WHERE a.system = q.system AND a.environment = q.environment
            AND a.commit_sha = q.commit_sha"""
_POSTGRESQL = f"""
    SELECT t.name, g.fingerprint,
        (SELECT string_agg(concat_ws(' ', c.key, c.status, c.state, c.version,
                extract(epoch FROM c.expires_at), h.head), ',' ORDER BY c.number)
        FROM changes c JOIN chains h ON h.scope = c.key
        WHERE c.key IN ({_HERE})),
        (SELECT string_agg(s.person || ' ' || s.standing, ',' ORDER BY s.person)
        FROM standings s WHERE s.person IN (
            SELECT d.person FROM decisions d
            WHERE d.key IN ({_HERE})))
    FROM unnest(%(tokens)s::text[], %(questions)s::text[], %(systems)s::text[],
        %(environments)s::text[], %(commits)s::text[])
        WITH ORDINALITY AS q (token, question, system, environment, commit_sha, n)
    LEFT JOIN tokens t ON t.digest = q.token AND t.revoked_at IS NULL
    LEFT JOIN gate_answers g ON g.question = q.question
    ORDER BY q.n"""  # noqa: S608 - only constants of this module
_SQLITE = f"""
    WITH q AS (SELECT key AS n, json_extract(value, '$[0]') AS token,
        json_extract(value, '$[1]') AS question, json_extract(value, '$[2]') AS system,
        json_extract(value, '$[3]') AS environment, json_extract(value, '$[4]') AS commit_sha
        FROM json_each(:polls))
    SELECT t.name, g.fingerprint,
        (SELECT group_concat(stamp) FROM (
            SELECT c.key || ' ' || c.status || ' ' || c.state || ' ' || c.version || ' '
                || c.expires_at || ' ' || h.head AS stamp
            FROM changes c JOIN chains h ON h.scope = c.key
            WHERE c.key IN ({_HERE}) ORDER BY c.number)),
        (SELECT group_concat(standing) FROM (
            SELECT s.person || ' ' || s.standing AS standing
            FROM standings s WHERE s.person IN (
                SELECT d.person FROM decisions d
                WHERE d.key IN ({_HERE}))
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


class _Connection(Protocol):
    """One connection to either database."""

    def look(self, polls: Sequence[Asked]) -> list[Any]:
        """Return a row for each poll."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class GatePoll:
    """Looks for all who ask at once; several threads may look at the same time."""

    def __init__(self, connect: Callable[[], _Connection]) -> None:
        self._connect = connect
        self._idle: list[_Connection] = []

    def look(self, polls: Sequence[Asked]) -> list[Seen]:
        """Return what is stored now for each poll; raise one of `database.UNAVAILABLE`.

        A connection that died while it rested is replaced by a new one.
        """
        while True:
            rested = self._rested()
            connection = rested or self._connect()
            try:
                rows = connection.look(polls)
            except (psycopg.Error, sqlite3.Error) as error:
                connection.close()
                if rested is None or not isinstance(error, _DIED):
                    raise
            else:
                self._idle.append(connection)
                return [Seen(name, last, (changes, people)) for name, last, changes, people in rows]

    def close(self) -> None:
        """Close the connections that rest."""
        while rested := self._rested():
            rested.close()

    def _rested(self) -> _Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None


def open_poll(url: str) -> GatePoll:
    """Open the polls of a store by the same address; nothing is connected yet."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return GatePoll(lambda: _Postgresql(address))
    path = Path(address.database or "")
    return GatePoll(lambda: _Sqlite(path))


class _Postgresql:
    """The plan is made once for any number of polls, by the indexes."""

    def __init__(self, url: URL) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._driver = psycopg.connect(
            make_conninfo(address, **NETWORK), autocommit=True, prepare_threshold=0
        )
        for setting in _SETTINGS:
            self._driver.execute(setting)

    def look(self, polls: Sequence[Asked]) -> list[Any]:
        values = {
            "tokens": [one.token for one in polls],
            "questions": [one.question for one in polls],
            "systems": [one.system for one in polls],
            "environments": [one.environment for one in polls],
            "commits": [one.commit for one in polls],
        }
        with self._driver.cursor(binary=True) as cursor:
            return cursor.execute(_POSTGRESQL, values).fetchall()

    def close(self) -> None:
        self._driver.close()


class _Sqlite:
    """Reads again only after somebody committed.

    `PRAGMA data_version` changes when another connection has committed, and this one never
    writes (https://www.sqlite.org/pragma.html#pragma_data_version).
    """

    def __init__(self, path: Path) -> None:
        self._driver = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=2.0,
            isolation_level=None,
            check_same_thread=False,
        )
        self._at = -1
        self._known: dict[Asked, Any] = {}

    def look(self, polls: Sequence[Asked]) -> list[Any]:
        version = self._version()
        if version != self._at or len(self._known) > _MOST_ROWS:
            self._at, self._known = version, {}
        new = [one for one in polls if one not in self._known]
        if new:
            found = dict(zip(new, self._rows(new), strict=True))
            if self._version() != version:  # somebody committed in between
                self._at = -1
                return self._rows(polls)
            self._known |= found
        return [self._known[one] for one in polls]

    def close(self) -> None:
        self._driver.close()

    def _version(self) -> int:
        (version,) = self._driver.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _rows(self, polls: Sequence[Asked]) -> list[Any]:
        rows = [(one.token, one.question, one.system, one.environment, one.commit) for one in polls]
        return self._driver.execute(_SQLITE, {"polls": json.dumps(rows)}).fetchall()
