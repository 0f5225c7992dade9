"""The stage for every test of a use case."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import empty_database
from tests.usecases.directing import directing
from tests.usecases.everything import tell, the_policy
from tests.usecases.stage import Stage, stage


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    """An empty house on a database of its own."""
    with stage(sqlite_url) as made:
        yield made


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file in which everything happened; nobody writes to it."""
    folder = tmp_path_factory.mktemp("whole")
    with directing(empty_database(folder), the_policy=the_policy()) as made:
        tell(made)
    with closing(sqlite3.connect(folder / "chatops.db")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "chatops.db"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to tamper with."""
    return Path(shutil.copy(whole, tmp_path))
