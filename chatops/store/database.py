"""The store: opened once for the whole process, used by any thread.

A transaction is committed in one place only, here, and nobody is told that it is done before
the database said that it is durable.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
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
    psycopg.errors.ReadOnlySqlTransaction,  # a standby
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.UndefinedTable,
    DatabaseError,  # the same, where Alembic asks
    PoolTimeoutError,
)
"""What is raised while the database is away, read-only, closed to us, too busy or not upgraded."""


class Store:
    """All that is remembered. `dialect` is `sqlite` or `postgresql`."""

    def __init__(self, connections: Sqlite | PostgreSQL) -> None:
        self.dialect = connections.dialect
        self._connections = connections
        self._inside = threading.local()

    @property
    def address(self) -> str:
        """Return where another process can open it; it may hold a password."""
        return self._connections.engine.url.render_as_string(hide_password=False)

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

    def forget(self) -> bool:
        """Empty the files beside the database of what was erased; False where they keep it yet."""
        return self._connections.forget()

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
    address = _address(url)
    match address.get_backend_name():
        case "sqlite":
            return Store(Sqlite(address, _commit))
        case "postgresql":
            return Store(PostgreSQL(address, _commit))
        case other:
            raise ValueError(f"chatops keeps its data in SQLite or PostgreSQL, not {other}")


def _address(url: str) -> URL:
    """Parse the address, without repeating it: it may hold a password."""
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            libpq = address.set(drivername="postgresql")
            conninfo_to_dict(libpq.render_as_string(hide_password=False))
    except (ValueError, ArgumentError, psycopg.ProgrammingError):
        form = "postgresql+psycopg://user:password@host:5432/name"
        raise ValueError(f"CHATOPS_DATABASE_URL is no address. Write it as {form}") from None
    return address


def _commit(driver: Driver) -> None:
    driver.commit()
