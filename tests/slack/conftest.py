"""The servers are started once; each test plays a scene that begins from nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.stage import HISTORY, Stage, Theatre, theatre


@pytest.fixture(scope="session")
def slack_theatre() -> Iterator[Theatre]:
    with theatre() as one:
        yield one


@pytest.fixture(scope="session")
def reading_theatre() -> Iterator[Theatre]:
    """The same, with the optional scopes that let the app look into channels."""
    with theatre(scopes=HISTORY) as one:
        yield one


@pytest.fixture
def scene(slack_theatre: Theatre, tmp_path: Path) -> Iterator[Stage]:
    with slack_theatre.scene(tmp_path) as one:
        yield one


@pytest.fixture
def reading_scene(reading_theatre: Theatre, tmp_path: Path) -> Iterator[Stage]:
    with reading_theatre.scene(tmp_path) as one:
        yield one
