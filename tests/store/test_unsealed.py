"""On PostgreSQL no entry is passed over, however late its transaction commits."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from chatops.core.events_audit import READS
from chatops.store.database import Store, open_store
from chatops.usecases.seal import seal
from tests.store.acting import behind_its_back
from tests.store.growing import all_grown, grown, noted, sealed_ones
from tests.usecases.sealing import check_sealed, keyed

pytestmark = pytest.mark.postgres

WRITERS = 6


class Writer:
    """Somebody who writes entries of a scope of their own, and commits when it pleases them."""

    def __init__(self, url: str, scope: str) -> None:
        self.scope, self.number, self.pending = scope, 0, 0
        self.connection = psycopg.connect(url)
        self.connection.execute("INSERT INTO chains VALUES (%s, 0, '')", [scope])
        self.connection.commit()

    def writes(self) -> None:
        self.pending += 1
        self.connection.execute(
            """INSERT INTO entries (scope, number, at, tag, body, hash)
            VALUES (%s, %s, now(), '', '', '')""",
            [self.scope, self.number + self.pending],
        )

    def commits(self) -> None:
        self.connection.commit()
        self.number, self.pending = self.number + self.pending, 0

    def gives_up(self) -> None:
        self.connection.rollback()
        self.pending = 0


@contextmanager
def writers(url: str) -> Iterator[list[Writer]]:
    made = [Writer(url, f"writer:{number}") for number in range(WRITERS)]
    yield made
    for one in made:
        one.connection.close()


class Naive:
    """Seals what has a higher id than the last one that it sealed."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.last, self.sealed = 0, list[tuple[str, int]]()

    def seals(self) -> None:
        rows = self.connection.execute(
            "SELECT id, scope, number FROM entries WHERE id > %s ORDER BY id", [self.last]
        ).fetchall()
        for self.last, scope, number in rows:
            self.sealed.append((scope, number))


def test_late_and_odd_commits_are_sealed_where_a_cursor_over_ids_passes_them_over(
    postgres_url: str,
) -> None:
    store, naive, chance = open_store(postgres_url), Naive(postgres_url), random.Random(6)  # noqa: S311 - repeatable
    before: list[tuple[str, int]] = []
    with writers(postgres_url) as all_of_them:
        for _ in range(400):
            one = chance.choice(all_of_them)
            chance.choices((one.writes, one.commits, one.gives_up), (6, 3, 1))[0]()
            if chance.random() < 0.3:
                all_grown(store, limit=3)
                naive.seals()
                sealed = sealed_ones(store)
                assert sealed[: len(before)] == before
                before = sealed
        for one in all_of_them:
            one.commits()
        all_grown(store)
        naive.seals()
        written = {(one.scope, number + 1) for one in all_of_them for number in range(one.number)}
    assert set(sealed_ones(store)) == written
    assert set(naive.sealed) < written
    naive.connection.close()
    store.close()


def test_an_entry_waits_for_a_transaction_that_began_to_write_before_it(postgres_url: str) -> None:
    store = open_store(postgres_url)
    with writers(postgres_url) as (late, early, *_):
        late.writes()
        early.writes()
        early.commits()
        assert not grown(store)
        with store.reading() as reading:
            assert reading.log.unsealed()[0] == 1
        late.commits()
        all_grown(store)
        assert sealed_ones(store) == [(late.scope, 1), (early.scope, 1)]
    store.close()


def renumber(url: str, by: int, where: str = "TRUE") -> None:
    """Number the transactions of entries as another server had done."""
    update = f"UPDATE entries SET xid = xid + {by} WHERE {where}"  # noqa: S608 - the test's own
    behind_its_back(url, f"SET session_replication_role = replica; {update}")


def reads(*numbers: int) -> list[tuple[str, int]]:
    return [(READS, number) for number in numbers]


FAR = 10**12


def test_in_another_server_a_new_epoch_begins_and_nothing_is_passed_over(postgres_url: str) -> None:
    store = open_store(postgres_url)
    house = keyed(store)
    noted(store, 3)
    seal(house)
    noted(store, 2)  # not sealed yet when the dump is made
    renumber(postgres_url, FAR)
    for count in (2, 1, 3):
        noted(store, count)
        assert seal(house)
    assert sorted(check_sealed(store)[1:]) == reads(*range(1, 12))
    assert epochs(postgres_url) == [6]
    store.close()


def test_a_log_that_was_never_sealed_may_come_from_another_server(postgres_url: str) -> None:
    store = open_store(postgres_url)
    noted(store, 3)
    renumber(postgres_url, FAR)
    noted(store, 2)
    house = keyed(store)
    assert seal(house)
    noted(store, 1)
    seal(house)
    assert len(check_sealed(store)) == 7
    store.close()


def test_a_server_that_is_ahead_already_is_noticed_by_what_was_passed_over(
    postgres_url: str,
) -> None:
    store = open_store(postgres_url)
    house = keyed(store)
    noted(store, 3)
    seal(house)
    noted(store, 1)
    with store.reading() as reading:
        last = reading.entries(READS)[-1]
    assert last.number == 4
    for _ in range(30):
        noted(store, 1)
    renumber(postgres_url, 20, f"scope = '{READS}' AND number <= 4")
    assert seal(house)
    assert sorted(check_sealed(store)[1:]) == reads(*range(1, 35))
    assert len(epochs(postgres_url)) == 1
    store.close()


def test_an_epoch_waits_for_all_entries_from_before_the_move(postgres_url: str) -> None:
    store = open_store(postgres_url)
    moved(store, postgres_url)
    noted(store, 1)
    with store.reading() as reading:
        move = reading.log.moved()
    assert not begun(store, horizon_of(store))
    assert grown(store, move=move)
    assert not grown(store, move=move)
    assert begun(store, horizon_of(store))
    assert not begun(store, horizon_of(store))
    all_grown(store)
    assert sealed_ones(store) == reads(1, 2, 3)
    store.close()


def test_an_epoch_waits_for_transactions_that_ran_when_the_move_was_seen(postgres_url: str) -> None:
    store = open_store(postgres_url)
    moved(store, postgres_url)
    all_grown(store)
    with writers(postgres_url) as (late, early, *_):
        late.writes()
        early.writes()
        early.commits()
        horizon = horizon_of(store)
        assert not begun(store, horizon)
        late.commits()
        assert begun(store, horizon)
        all_grown(store)
        assert sealed_ones(store) == [*reads(1, 2), (late.scope, 1), (early.scope, 1)]
    store.close()


def moved(store: Store, url: str) -> None:
    """Seal an entry, write another, and move."""
    noted(store, 1)
    all_grown(store)
    noted(store, 1)
    renumber(url, FAR)


def horizon_of(store: Store) -> int:
    with store.transaction() as tx:
        return tx.log.horizon()


def begun(store: Store, horizon: int) -> bool:
    with store.transaction() as tx:
        return tx.log.begin_epoch(horizon)


def epochs(url: str) -> list[int]:
    """Return after how many entries each epoch began."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT last_id - (SELECT MIN(id) FROM entries) + 1 FROM epochs ORDER BY last_id"
        ).fetchall()
    return [number for (number,) in rows]
