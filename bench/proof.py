"""Proofs that an entry is in the log, made from stored tiles; the cost must grow as the logarithm.

A proof is made in a snapshot of its own. Each row tells how many microseconds of the processor one
took, and against it what it took in the smallest log, times the quotient of the logarithms. Tiles
are hashed whole, so the cost grows in steps: 256 hashes for each tile on the way.
"""

import random
import statistics
import tempfile
import time
from math import log2
from pathlib import Path

from chatops.ledger.merkle import check_inclusion, inclusion_path, leaf_hash
from chatops.store.database import Store, open_store
from tests.store.growing import begun_at

SIZES = (10_240, 1_000_192, 10_000_128)  # multiples of 256
PROOFS, PASSES = 300, 7

Row = tuple[str, float, float, float, str]


def rows() -> list[Row]:
    """Return the time of a proof by the size of the log."""
    with tempfile.TemporaryDirectory() as directory:
        stores = {size: _log_of(Path(directory) / f"{size}.db", size) for size in SIZES}
        passes: dict[int, list[float]] = {size: [] for size in SIZES}
        for number in range(PASSES):
            for size, store in stores.items():
                passes[size].append(_proofs(store, size, number) / PROOFS * 1_000_000)
        for store in stores.values():
            store.close()
    took = {size: statistics.median(found) for size, found in passes.items()}
    first = SIZES[0]
    return [_row(size, took[size], took[first] * log2(size) / log2(first)) for size in SIZES]


def _row(size: int, ours: float, limit: float) -> Row:
    what = f"proof, {size:,} leaves, against {SIZES[0]:,} by log2, µs"
    return what, ours, limit, ours / limit, "<= 1.5"


def _log_of(path: Path, size: int) -> Store:
    url = f"sqlite:///{path}"
    store = open_store(url)
    store.upgrade()
    store.close()
    return begun_at(url, size, whole=True)


def _proofs(store: Store, size: int, seed: int) -> float:
    """Make proofs of leaves anywhere in the log; return the seconds. One of them is checked."""
    chance = random.Random(seed)  # noqa: S311 - the same ones each time
    indexes = [chance.randrange(size) for _ in range(PROOFS)]
    path: tuple[bytes, ...] = ()
    start = time.process_time()
    for index in indexes:
        with store.reading() as reading:
            path = inclusion_path(index, reading.log.size(), reading.log.nodes())
    seconds = time.process_time() - start
    with store.reading() as reading:
        (entry,) = reading.log.entries_from(size - 1, 1)
        root, leaf = reading.log.edge().root(), leaf_hash(entry.body.encode())
    check_inclusion(leaf, indexes[-1], size, path, root)
    return seconds
