"""Entries in bulk, and the log that grows by them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from chatops.core.events_audit import READS, TrailRead
from chatops.ledger.merkle import leaf_hash, root_at, root_of
from chatops.ledger.tiles import HEIGHT, WIDTH
from chatops.store.database import Store, open_store
from chatops.store.on_sqlite import connect
from tests.builders import NOW


def noted(store: Store, count: int, by: str = "cli:root") -> None:
    """Write that many entries."""
    with store.transaction() as tx:
        for number in range(count):
            tx.note_reading(TrailRead(by, "export", f"CR-{number}"), NOW)


def grown(store: Store, limit: int = 1000) -> bool:
    """Let the log grow by the next entries; False where there are none, or somebody else does."""
    with store.reading() as reading:
        growth = reading.log.growth(limit)
    if growth is None:
        return False
    with store.transaction() as tx:
        return tx.log.grow(growth)


def all_grown(store: Store, limit: int = 1000) -> None:
    """Let the log grow until nothing is left."""
    while grown(store, limit):
        pass


def sealed_ones(store: Store) -> list[tuple[str, int]]:
    """Return scope and number of the sealed entries in their order; the leaves are dense."""
    with store.reading() as reading:
        entries = reading.log.entries_from(0, 1_000_000)
        assert [one.index for one in entries] == list(range(reading.log.size()))
    assert len({(one.scope, one.number) for one in entries}) == len(entries)
    return [(one.scope, one.number) for one in entries]


def check_tree(store: Store) -> None:
    """Check what the store makes of the tree against the definition over all bodies."""
    with store.reading() as reading:
        log = reading.log
        size = log.size()
        leaves = [leaf_hash(one.body.encode()) for one in log.entries_from(0, size)]
        assert len(leaves) == size
        assert log.edge().root() == root_of(leaves)
        nodes = log.nodes()
        for at in {0, size // 3, size // 2, max(0, size - 1), size}:
            assert root_at(at, nodes) == root_of(leaves[:at])


def begun_at(url: str, size: int, *, whole: bool = False) -> Store:
    """Return a SQLite store as if so many entries were sealed, a multiple of 256, all the same.

    There is the last entry, and of the tiles those from which the log goes on, or the `whole` log.
    """
    store = open_store(url)
    noted(store, 1)
    with store.reading() as reading:
        (entry,) = reading.entries(READS)
    with closing(connect(Path(url.removeprefix("sqlite:///")))) as driver:
        driver.execute("BEGIN IMMEDIATE")
        rows = _tiles(size, leaf_hash(entry.body.encode()), whole=whole)
        driver.executemany(
            "INSERT INTO tiles (level, number, hashes, root) VALUES (?, ?, ?, ?)", rows
        )
        driver.execute("INSERT INTO leaves VALUES (?, ?, 1)", [size - 1, READS])
        driver.execute("COMMIT")
    return store


def _tiles(size: int, leaf: bytes, *, whole: bool) -> Iterator[tuple[int, int, bytes, bytes]]:
    level, one = 0, leaf
    while complete := size >> HEIGHT * (level + 1):
        root = root_of([one] * WIDTH)
        for number in range(0 if whole else complete // WIDTH * WIDTH, complete):
            yield level, number, one * WIDTH, root
        level, one = level + 1, root
