"""A workspace for each module, as it was at the beginning for each test, and a little Bolt app."""

from collections.abc import Iterator

import pytest

from tests.simulator.bench import DEFINITION, Bench, bench_of, listening
from tests.simulator.kit import JSON
from tests.simulator.tiny_app import make_app


@pytest.fixture(scope="module")
def served() -> Iterator[Bench]:
    with bench_of(DEFINITION) as one:
        yield one


@pytest.fixture
def bench(served: Bench) -> Bench:
    served.simulator.workspace.request_url = None
    served.simulator.workspace.reset()
    return served


@pytest.fixture(scope="module")
def app(served: Bench) -> Iterator[tuple[str, list[JSON]]]:
    bodies: list[JSON] = []
    with listening(make_app(served.client, bodies)) as url:
        yield url, bodies


@pytest.fixture
def received(bench: Bench, app: tuple[str, list[JSON]]) -> list[JSON]:
    """Let a real Bolt app listen over HTTP; return the bodies it has received, in order."""
    url, bodies = app
    bodies.clear()
    bench.simulator.workspace.request_url = url
    return bodies
