"""The log alone, for a process that does nothing but verify it: it has to begin at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import cast

from chatops.store.log_walk import LogWalk
from chatops.store.memory import Memory
from chatops.store.session import Driver, SqliteSession

_SQLITE = "sqlite:///"


@contextmanager
def log_alone(address: str) -> Iterator[LogWalk]:
    """Give one snapshot of the log in the database of this address (`Store.address`)."""
    if address.startswith(_SQLITE):
        path = address.removeprefix(_SQLITE)
        driver = cast("Driver", sqlite3.connect(path, isolation_level=None))
        with closing(driver):
            driver.execute("BEGIN", {})
            yield LogWalk(SqliteSession(driver, Memory()))
        return
    from chatops.store.database import open_store  # noqa: PLC0415 - it takes a second

    with closing(open_store(address)) as store, store.reading() as reading:
        yield reading.log_walk
