"""The store: opened once for the whole process, used by any thread.

A transaction is committed in one place only, here, and nobody is told that it is done before
the database said that it is durable.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from chatops.store import schema
from chatops.store.on_postgresql import PostgreSQL
from chatops.store.on_sqlite import Sqlite
from chatops.store.reading import Reading
from chatops.store.session import Driver
from chatops.store.transaction import Transaction

__all__ = ["UNAVAILABLE", "Reading", "Store", "Transaction", "open_store"]

UNAVAILABLE = (
    sqlite3.OperationalError,
    psycopg.OperationalError,
    DatabaseError,  # the same, where Alembic asks
    PoolTimeoutError,
)
"""What is raised while the database is away, busy for too long, or not upgraded."""


class Store:
    """All that is remembered. `dialect` is `sqlite` or `postgresql`."""

    def __init__(self, connections: Sqlite | PostgreSQL) -> None:
        self.dialect = connections.dialect
        self._connections = connections
        self._inside = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction; commit when the block ends, roll back after any exception.

        Raises RuntimeError inside another one of the same thread, and one of `UNAVAILABLE`.
        """
        if getattr(self._inside, "a_transaction", False):
            raise RuntimeError("A transaction is open in this thread; only use cases open them.")
        self._inside.a_transaction = True
        try:
            with self._connections.writing() as session:
                yield Transaction(session)
        finally:
            self._inside.a_transaction = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Give a snapshot of what is committed; it sees nothing that comes later."""
        with self._connections.reading() as session:
            yield Reading(session)

    def upgrade(self) -> None:
        """Bring the schema to the newest revision."""
        schema.upgrade(self._connections.engine)

    def schema_problem(self) -> str | None:
        """Say why this version cannot work with the schema as it is; None if it can."""
        return schema.problem(self._connections.engine)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()


def open_store(url: str) -> Store:
    """Open `sqlite:///path` or `postgresql+psycopg://...`; nothing is created but the file.

    Raises ValueError for any other address.
    """
    address = make_url(url)
    match address.get_backend_name():
        case "sqlite":
            return Store(Sqlite(address, _commit))
        case "postgresql":
            return Store(PostgreSQL(address, _commit))
        case other:
            raise ValueError(f"chatops keeps its data in SQLite or PostgreSQL, not {other}")


def _commit(driver: Driver) -> None:
    driver.commit()
