"""One desk a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.desk import Desk, desk, sqlite_url


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    with desk(sqlite_url(tmp_path)) as one:
        yield one
