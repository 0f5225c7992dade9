"""One open transaction on one connection, in the words that both databases share.

Statements are written once, in PostgreSQL's SQL with `:name` parameters; SQLite understands
the same (`ON CONFLICT`, `RETURNING`) but for the few differences that `Statement` rewrites.
They run on the driver's own connection: what SQLAlchemy adds to each costs more than SQLite
needs to execute it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from chatops.store.memory import Memory

Values = Mapping[str, Any]

_NAME = re.compile(r"(?<![:\w]):(\w+)")
_JSON = {"json_agg(": "json_group_array(", "json_build_array(": "json_array("}
_ANY = re.compile(r"= ANY\((:\w+)\)")
_LOCK = re.compile(r"\bFOR (NO KEY )?UPDATE( OF [\w, ]+?)?( SKIP LOCKED)?(?=\s*(\)|$))")


class Statement:
    """A statement for both databases; its parts that only PostgreSQL has are left out for SQLite.

    `= ANY(:list)` becomes a look into a JSON array, JSON functions have other names, and row
    locks go, as SQLite has one writer.
    """

    __slots__ = ("names", "postgresql", "sqlite")

    def __init__(self, sql: str) -> None:
        self.names = tuple(dict.fromkeys(_NAME.findall(sql)))
        numbers = {name: f"${number}" for number, name in enumerate(self.names, start=1)}
        self.postgresql = _NAME.sub(lambda found: numbers[found[1]], sql)
        sqlite = _LOCK.sub("", _ANY.sub(r"IN (SELECT value FROM json_each(\1))", sql))
        for postgresql_name, sqlite_name in _JSON.items():
            sqlite = sqlite.replace(postgresql_name, sqlite_name)
        self.sqlite = sqlite


class Cursor(Protocol):
    """What is used of a cursor of either driver (PEP 249)."""

    rowcount: int

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Give the rows that are left, one at a time."""
        ...


class Executor(Protocol):
    """Whatever executes a statement: a connection, or a cursor that is used again and again."""

    def execute(self, sql: str, values: Any, /) -> Cursor:
        """Execute one statement."""
        ...

    def executemany(self, sql: str, rows: Sequence[Values], /) -> object:
        """Execute one statement for each row."""
        ...


class Driver(Executor, Protocol):
    """What is used of a connection of either driver (PEP 249)."""

    def commit(self) -> None:
        """Make what was done durable."""
        ...

    def rollback(self) -> None:
        """Undo what was done since `BEGIN`."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Session:
    """Runs statements on a cursor of psycopg, which needs no help with lists and times."""

    __slots__ = ("driver", "memory")

    dialect = "postgresql"

    def __init__(self, driver: Executor, memory: Memory) -> None:
        self.driver = driver
        self.memory = memory

    def run(self, statement: Statement, **values: Any) -> Cursor:
        """Execute one statement."""
        return self.driver.execute(statement.postgresql, [values[name] for name in statement.names])


class SqliteSession(Session):
    """The same for SQLite: instants as text, lists as JSON."""

    __slots__ = ()

    dialect = "sqlite"

    def run(self, statement: Statement, **values: Any) -> Cursor:
        """Execute one statement."""
        plain = {name: _plain(values[name]) for name in statement.names}
        return self.driver.execute(statement.sqlite, plain)

    def many(self, statement: Statement, rows: Iterable[Values]) -> None:
        """Execute one statement for each row."""
        plain = [{name: _plain(row[name]) for name in statement.names} for row in rows]
        if plain:
            self.driver.executemany(statement.sqlite, plain)


def stamp(moment: datetime) -> str:
    """Return the instant as text that sorts by time: UTC, always with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def instant(stored: Any) -> datetime:
    """Return the aware instant that either database gave."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, list):
        return json.dumps(value)
    return value
