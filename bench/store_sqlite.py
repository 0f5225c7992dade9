"""Decisions on SQLite against raw `sqlite3`.

The limit executes the very statements that our transactions execute, with the same values on
a copy of the same file, in one thread without anything around them. Ours is the whole use case
in 16 threads. Both sync each commit to disk.
"""

import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from bench.store_work import CLIENTS, click, furnish, house, in_threads
from chatops.store.database import Store, open_store
from chatops.store.memory import Memory
from chatops.store.on_sqlite import connect
from chatops.store.session import Cursor, Driver, SqliteSession, Values
from chatops.store.transaction import Transaction
from chatops.usecases.house import House

CHANGES = 1200
ROUNDS = 9

Call = tuple[str, str, Any]


class Recorder:
    """A connection that notes every statement it executes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.calls: list[Call] = []

    def execute(self, sql: str, values: Values) -> Cursor:
        self.calls.append(("execute", sql, values))
        return cast("Cursor", self._connection.execute(sql, values))

    def executemany(self, sql: str, rows: Iterable[Values]) -> None:
        self.calls.append(("executemany", sql, list(rows)))
        self._connection.executemany(sql, rows)

    def take(self) -> list[Call]:
        calls, self.calls = self.calls, []
        return calls


class RecordedStore:
    """Gives transactions on the recorder; enough of a store for one use case."""

    def __init__(self, session: SqliteSession) -> None:
        self._session = session

    def transaction(self) -> "RecordedStore":
        return self

    def __enter__(self) -> Transaction:
        return Transaction(self._session)

    def __exit__(self, *_: object) -> None:
        return None


def rows() -> list[tuple[str, float, float, float, str]]:
    """Return throughput against the limit, and the 99th percentile of 16 threads."""
    with tempfile.TemporaryDirectory() as directory:
        furnished = _furnished(Path(directory))
        script = _recorded(furnished)
        ours, limits, slowest = [], [], []
        for _ in range(ROUNDS):
            limits.append(CHANGES / _replayed(furnished, script))
            seconds, times = _clicked(furnished)
            ours.append(CHANGES / seconds)
            slowest.append(sorted(times)[int(len(times) * 0.99)] * 1000)
    ratios = [mine / limit for mine, limit in zip(ours, limits, strict=True)]
    median = statistics.median
    p99 = median(slowest)
    return [
        (
            "decision, SQLite, 16 threads, 1/s",
            median(ours),
            median(limits),
            median(ratios),
            ">= 0.40",
        ),
        ("decision, SQLite, 16 threads, p99, ms", p99, 30.0, p99 / 30.0, "<= 1"),
    ]


def _furnished(directory: Path) -> Path:
    path = directory / "furnished.db"
    store = open_store(f"sqlite:///{path}")
    furnish(store, CHANGES)
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE outbox SET state = 'sent', settled_at = created_at")
    connection.close()
    return path


def _recorded(furnished: Path) -> list[list[Call]]:
    """Return the statements of one decision on each change."""
    path = _copy(furnished)
    connection = connect(path)
    recorder = Recorder(connection)
    session = SqliteSession(cast("Driver", recorder), _warmed(path))
    here = house(cast("Store", RecordedStore(session)))
    script = []
    for number in range(1, CHANGES + 1):
        click(here, number, f"delivery {number}")
        script.append(recorder.take())
    connection.close()
    return script


def _replayed(furnished: Path, script: list[list[Call]]) -> float:
    connection = connect(_copy(furnished))
    start = time.perf_counter()
    for calls in script:
        connection.execute("BEGIN IMMEDIATE")
        for kind, sql, values in calls:
            if kind == "execute":
                connection.execute(sql, values).fetchall()
            else:
                connection.executemany(sql, values)
        connection.commit()
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def _clicked(furnished: Path) -> tuple[float, list[float]]:
    store = open_store(f"sqlite:///{_copy(furnished)}")
    with store.reading() as reading:
        reading.changes(limit=CHANGES)  # as a process that has run for a while
    here, times = house(store), list[float]()

    def work(index: int) -> None:
        times.extend(_timed(here, number) for number in range(index + 1, CHANGES + 1, CLIENTS))

    seconds = in_threads(CLIENTS, work)
    store.close()
    return seconds, times


def _timed(here: House, number: int) -> float:
    start = time.perf_counter()
    click(here, number, f"delivery {number}")
    return time.perf_counter() - start


def _warmed(path: Path) -> Memory:
    memory = Memory()
    connection = connect(path)
    Transaction(SqliteSession(cast("Driver", connection), memory)).changes(limit=CHANGES)
    connection.close()
    return memory


def _copy(furnished: Path) -> Path:
    path = furnished.with_name("copy.db")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copy(furnished, path)
    return path
