"""One desk a test."""

from collections.abc import Iterator

import pytest

from tests.web.desk import Desk, desk


@pytest.fixture
def at(sqlite_url: str) -> Iterator[Desk]:
    with desk(sqlite_url) as one:
        yield one
