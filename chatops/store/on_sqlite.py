"""SQLite: one connection that writes for the whole process, others that read beside it.

Write-ahead log, so that readers and the writer do not wait for each other; `synchronous=FULL`,
so that what was committed survives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
Other processes may write too: `BEGIN IMMEDIATE` waits for them for `BUSY_SECONDS`.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.pool import QueuePool

from chatops.store.group import Line
from chatops.store.memory import Memory
from chatops.store.session import Driver, SqliteSession

BUSY_SECONDS = 2.0  # a click is answered within three
_PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten, in the file too
)


_OLDEST = (3, 35)  # RETURNING came with it


class Sqlite:
    """The connections to one database file."""

    dialect = "sqlite"

    def __init__(self, url: URL, commit: Callable[[Driver], None]) -> None:
        if not url.database or url.database == ":memory:" or url.query:
            raise ValueError("Give a file: sqlite:///path/to/chatops.db")
        if sqlite3.sqlite_version_info < _OLDEST:
            raise ValueError(f"Python here has SQLite {sqlite3.sqlite_version}; 3.35 is needed.")
        path = Path(url.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(
            url,
            creator=lambda: connect(path),
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=24,
            pool_timeout=BUSY_SECONDS,
        )
        self._memory = Memory()
        self._line = Line(lambda: cast("Driver", connect(path)), commit)

    @contextmanager
    def writing(self) -> Iterator[SqliteSession]:
        """Give a transaction that is durable when the block ends."""
        try:
            with self._line.turn() as driver:
                yield SqliteSession(driver, self._memory)
        except sqlite3.Error:  # what others of the group wrote, and this one saw, may be gone too
            self._memory.policies.clear()
            raise

    @contextmanager
    def reading(self) -> Iterator[SqliteSession]:
        """Give a snapshot, which the pool ends (rolls back) with the block."""
        pooled = self.engine.raw_connection()
        try:
            driver = cast("Driver", pooled.driver_connection)
            driver.execute("BEGIN", {})
            yield SqliteSession(driver, self._memory)
        finally:
            pooled.close()

    def forget(self) -> bool:
        """Empty the write-ahead log; False where somebody reads what is in it for too long.

        See https://www.sqlite.org/pragma.html#pragma_wal_checkpoint.
        """
        pooled = self.engine.raw_connection()
        try:
            driver = cast("Driver", pooled.driver_connection)
            (is_busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)", {}).fetchone()
        finally:
            pooled.close()
        return not is_busy

    def close(self) -> None:
        """Close all connections."""
        self._line.close()
        self.engine.dispose()


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that begins and ends transactions only when it is told to."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        _write_ahead(connection)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.DatabaseError as error:  # not a database, or a folder
        connection.close()
        raise sqlite3.OperationalError(str(error)) from error
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL; where programs start together SQLite does not wait for the others itself."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.005)
        else:
            return
