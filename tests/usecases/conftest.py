"""The stage for every test of a use case."""

from collections.abc import Iterator

import pytest

from tests.usecases.stage import Stage, stage


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    """An empty house on a database of its own."""
    with stage(sqlite_url) as made:
        yield made
