"""The log grows by leaves and complete tiles, and answers as the definition of the tree says."""

from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from chatops.core.events_audit import READS, TrailRead
from chatops.ledger.merkle import check_inclusion, inclusion_path, leaf_hash, root_at
from chatops.store.database import Store
from chatops.store.log import Growth, LoggedEntry, Sealed
from chatops.store.memory import Memory
from chatops.store.on_sqlite import connect
from chatops.store.sealing import GrowingLog
from chatops.store.session import Driver, SqliteSession
from tests.builders import NOW
from tests.databases import empty_database
from tests.store.acting import opened
from tests.store.growing import all_grown, begun_at, check_tree, noted, sealed_ones


def test_an_empty_log_has_no_entry_and_no_checkpoint(store: Store) -> None:
    with store.reading() as reading:
        log = reading.log
        assert (log.size(), log.newest(), log.leaf(READS, 1), log.entry(0)) == (0, None, None, None)
        assert log.unsealed() == (0, None)
    check_tree(store)


@pytest.mark.parametrize(("steps", "limit"), [((1, 254, 1, 1), 1000), ((600,), 97)])
def test_the_tree_is_that_of_the_definition_however_it_grows(
    store: Store, steps: tuple[int, ...], limit: int
) -> None:
    for added in steps:
        noted(store, added)
        all_grown(store, limit)
        check_tree(store)
    assert sealed_ones(store) == [(READS, number + 1) for number in range(sum(steps))]


def test_an_entry_is_found_by_its_leaf_and_its_leaf_by_the_entry(store: Store) -> None:
    key = opened(store).key
    noted(store, 2)
    all_grown(store)
    with store.reading() as reading:
        log, written = reading.log, reading.entries(READS)[1]
        index = log.leaf(READS, 2)
        assert index == log.size() - 1
        told = LoggedEntry(index, READS, 2, written.body, written.hash)
        assert log.entry(index) == told
        assert log.entries_from(index - 1, 5)[1:] == [told]
        assert log.leaf(key, 1) == 0
        assert log.leaf(READS, 3) is None


def test_what_is_under_no_checkpoint_is_counted_with_the_time_of_the_oldest(store: Store) -> None:
    for minutes, waiting in ((0, 1), (2, 1), (1, 2)):
        with store.transaction() as tx:
            tx.note_reading(TrailRead("x", "export", ""), NOW + timedelta(minutes=minutes))
        with store.reading() as reading:
            assert reading.log.unsealed()[0] == waiting
        all_grown(store)
        with store.transaction() as tx:
            assert minutes or tx.log.put(Sealed(1, "", "", NOW))
    with store.reading() as reading:
        assert reading.log.unsealed() == (2, NOW + timedelta(minutes=2))
    noted(store, 1)
    with store.reading() as reading:
        assert reading.log.unsealed() == (3, NOW)


def test_checkpoints_are_given_in_the_order_of_their_size(store: Store) -> None:
    made = [Sealed(size, f"{size:064x}", f"note {size}", NOW) for size in (3, 9, 27)]
    with store.transaction() as tx:
        assert [tx.log.put(one) for one in made] == [True, True, True]
        assert not tx.log.put(Sealed(9, "0" * 64, "another", NOW))
    with store.reading() as reading:
        log = reading.log
        assert (log.newest(), log.checkpoint(9), log.checkpoint(4)) == (made[2], made[1], None)
        assert log.checkpoints(3, 1) == made[1:2]
        assert log.checkpoints(0, 9) == made


def test_what_was_computed_for_another_size_is_not_added(store: Store) -> None:
    noted(store, 2)
    with store.reading() as reading:
        first, both = reading.log.growth(1), reading.log.growth(2)
    assert first
    assert both
    with store.transaction() as tx:
        assert tx.log.grow(first)
        assert not tx.log.grow(both)
        assert tx.log.grow(Growth(1, (), ()))
    assert sealed_ones(store) == [(READS, 1)]


@pytest.mark.parametrize("size", [10_240, 10_000_128])
def test_the_tree_goes_on_from_its_edge_at_any_size(sqlite_url: str, size: int) -> None:
    store = begun_at(sqlite_url, size, whole=size < 100_000)
    with store.reading() as reading:
        edge = reading.log.edge()
        assert edge.size == size
        assert root_at(size, reading.log.nodes()) == edge.root()
        leaf = leaf_hash(reading.entries(READS)[0].body.encode())
        path = inclusion_path(size - 1, size, reading.log.nodes())
        check_inclusion(leaf, size - 1, size, path, edge.root())
    store.close()


def test_sealing_costs_the_same_at_ten_million_entries(tmp_path: Path) -> None:
    few, many = (work_of(tmp_path / str(size), size) for size in (10_240, 10_000_128))
    assert many == pytest.approx(few, rel=0.1)


def work_of(folder: Path, size: int) -> float:
    """Return how much SQLite's machine has to do to seal 1,000 entries, in 100 instructions."""
    folder.mkdir()
    store = begun_at(empty_database(folder), size)
    noted(store, 1000)
    steps = count()
    with closing(connect(folder / "chatops.db")) as driver:
        driver.set_progress_handler(lambda: next(steps) < 0, 100)
        log = GrowingLog(SqliteSession(cast("Driver", driver), Memory()))
        growth = log.growth(1000)
        assert growth
        assert log.grow(growth)
        assert len(growth.entries) == 1000
    store.close()
    return next(steps)
