"""On PostgreSQL no entry is passed over, however late its transaction commits."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import make_url

from chatops.core.events_audit import READS
from chatops.store.database import Reading, Store, open_store
from chatops.store.on_postgresql import PostgreSQL
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
    try:
        yield made
    finally:
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
    assert not begun(store, horizon_of(store))
    assert grown(store)
    assert not grown(store)
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


class Between(Store):
    """A store where something happens between the first look at it and the next."""

    then: Callable[[], None]

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        with super().reading() as reading:
            yield reading
        self.then()


def test_who_commits_between_two_looks_is_not_passed_over(postgres_url: str) -> None:
    """The last sealed entry is of a server whose transactions were a few numbers ahead."""
    store = open_store(postgres_url)
    house = keyed(store)
    noted(store, 3)
    seal(house)
    with writers(postgres_url) as (late, early, *_):
        late.writes()
        for _ in range(5):
            noted(store, 1)
        renumber(postgres_url, 3, SEALED)
        early.writes()
        early.commits()
        between = Between(PostgreSQL(make_url(postgres_url), lambda driver: driver.commit()))
        between.then = late.commits
        seal(replace(house, store=between))
        between.close()
    seal(house)
    assert {(late.scope, 1), (early.scope, 1), *reads(*range(1, 9))} < set(check_sealed(store))
    assert passed_over(store) == []
    store.close()


def test_what_was_computed_before_an_epoch_began_is_not_added(postgres_url: str) -> None:
    store = open_store(postgres_url)
    moved(store, postgres_url)
    all_grown(store)
    noted(store, 1)
    with store.reading() as reading:
        assert reading.log.growth(1000) is None
    assert begun(store, horizon_of(store))
    with store.reading() as reading:
        growth = reading.log.growth(1000)
    assert growth
    with store.transaction() as tx:
        assert not tx.log.grow(replace(growth, epoch=0))
        assert tx.log.grow(growth)
    store.close()


def test_an_entry_that_was_passed_over_is_named(store_url: str) -> None:
    store = open_store(store_url)
    noted(store, 2)
    all_grown(store)
    noted(store, 2)
    assert passed_over(store) == []
    if store.dialect == "postgresql":
        behind_its_back(store_url, f"SET session_replication_role = replica; {SWAPPED}")
    else:
        for one in ("DROP TRIGGER entries_refuse_update", *SWAPPED.split(";")):
            behind_its_back(store_url, one)
    assert passed_over(store) == reads(3)
    store.close()


SEALED = "EXISTS (SELECT 1 FROM leaves l WHERE l.scope = entries.scope AND l.entry = number)"
SWAPPED = """UPDATE entries SET id = id + 100 * number WHERE number IN (2, 4);
    UPDATE entries SET xid = (SELECT MIN(xid) FROM entries) WHERE number = 3"""


def passed_over(store: Store) -> list[tuple[str, int]]:
    with store.reading() as reading:
        return reading.log.passed_over(10)


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
