"""PostgreSQL: a pool of psycopg connections, for several replicas at once.

READ COMMITTED for writing, where rows are locked before they are read; a REPEATABLE READ
snapshot for reading. `BEGIN` is sent when a connection is taken from the pool, so that one
which died there is found before any work is done, and replaced once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import URL, Engine, PoolProxiedConnection, create_engine

from chatops.store.memory import Memory
from chatops.store.session import Driver, Executor, Session

_LIMITS = {  # milliseconds
    "lock_timeout": 2000,  # a click is answered within three seconds
    "statement_timeout": 10_000,
    "idle_in_transaction_session_timeout": 10_000,
}
NETWORK = {"connect_timeout": 3, "tcp_user_timeout": 3000, "keepalives_idle": 10}
_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED"
_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgreSQL:
    """The connections to one database."""

    dialect = "postgresql"

    def __init__(self, url: URL, commit: Callable[[Driver], None]) -> None:
        self.engine: Engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=NETWORK | {"options": _options(url)},
            pool_size=10,
            max_overflow=10,
            pool_timeout=2.0,
            pool_reset_on_return=None,
        )
        self._commit = commit
        self._memory = Memory()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a transaction that is durable when the block ends."""
        with self._began(_WRITE) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a snapshot."""
        with self._began(_READ) as session:
            yield session

    def forget(self) -> bool:
        """Do nothing: what was erased leaves the files when PostgreSQL vacuums."""
        return True

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _began(self, begin: bytes) -> Iterator[Session]:
        pooled = self._begin(begin)
        driver = cast("Driver", pooled.driver_connection)
        try:
            cursor = psycopg.RawCursor(cast("psycopg.Connection", pooled.driver_connection))
            yield Session(cast("Executor", cursor), self._memory)
            _check_alive(pooled)
            self._commit(driver)
        except BaseException:
            _abandon(pooled)
            raise
        pooled.close()

    def _begin(self, begin: bytes) -> PoolProxiedConnection:
        pooled = self.engine.raw_connection()
        if _begun(pooled, begin):
            return pooled
        pooled.invalidate()
        self.engine.dispose()  # what rested in the pool beside it died of the same cause
        pooled = self.engine.raw_connection()
        if _begun(pooled, begin):
            return pooled
        pooled.invalidate()
        raise psycopg.OperationalError("the database does not begin a transaction")


def _begun(pooled: PoolProxiedConnection, begin: bytes) -> bool:
    connection = cast("psycopg.Connection", pooled.driver_connection)
    return connection.pgconn.exec_(begin).status == ExecStatus.COMMAND_OK


def _check_alive(pooled: PoolProxiedConnection) -> None:
    """Raise after an error that the body did not pass on: COMMIT would silently roll back."""
    connection = cast("psycopg.Connection", pooled.driver_connection)
    if connection.info.transaction_status is not TransactionStatus.INTRANS:
        raise psycopg.OperationalError("a statement failed, so nothing can be committed")


def _abandon(pooled: PoolProxiedConnection) -> None:
    """Roll back, and throw away a connection with which that does not succeed."""
    connection = cast("psycopg.Connection", pooled.driver_connection)
    try:
        connection.rollback()
    except psycopg.Error:
        pooled.invalidate()
        return
    pooled.close()


def _options(url: URL) -> str:
    limits = "".join(f" -c {name}={value}" for name, value in _LIMITS.items())
    return f"{url.query.get('options', '')} -c TimeZone=UTC{limits}".strip()
