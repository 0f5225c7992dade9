"""Sealing: everything joins the log once, in an order that stays, under a signed checkpoint."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from chatops.core.events_audit import KEYS, READS, KeyRotated
from chatops.core.refused import Refused
from chatops.jobs.ticks import TICKS, Refusals, run
from chatops.ledger.rotation import rotated
from chatops.store.database import Store, open_store
from chatops.store.on_postgresql import PostgreSQL
from chatops.store.on_sqlite import Sqlite
from chatops.store.session import Driver
from chatops.usecases.seal import seal
from tests.builders import NOW
from tests.ledger.signing import SeededSigner, signer
from tests.store.acting import at_once, behind_its_back, opened
from tests.store.growing import noted, sealed_ones
from tests.usecases.sealing import check_sealed, house_of, keyed

FIRST = (KEYS, 1)


def test_without_a_key_nothing_is_sealed(store: Store) -> None:
    noted(store, 2)
    assert seal(house_of(store, lambda: None)) is None
    assert sealed_ones(store) == []


def test_everything_is_sealed_once_and_a_checkpoint_signed(store: Store) -> None:
    house = keyed(store)
    noted(store, 2)
    made = seal(house)
    assert made
    assert made.size == 3
    with store.reading() as reading:
        assert reading.log.newest() == made
    assert seal(house) is None
    noted(store, 600)
    assert seal(house)
    assert check_sealed(store) == [FIRST, *((READS, number) for number in range(1, 603))]


@pytest.mark.parametrize("key", [None, signer(seed=2).public.vkey])
def test_a_key_that_is_not_the_logs_seals_nothing(sqlite_store: Store, key: str | None) -> None:
    house = keyed(sqlite_store, key) if key else house_of(sqlite_store)
    with pytest.raises(Refused) as refused:
        seal(house)
    assert refused.value.code == "other_key"
    assert sealed_ones(sqlite_store) == []


def test_a_checkpoint_that_was_signed_while_another_key_took_over_is_not_kept(store: Store) -> None:
    class Slow(SeededSigner):
        def sign(self, message: bytes) -> bytes:
            other = signer(seed=2)
            note = rotated(signer(), other, 1)
            event = KeyRotated(self.public.vkey, other.public.vkey, 1, note, "cli:root")
            with store.transaction() as tx:
                tx.note_key(event, NOW)
            return super().sign(message)

    slow = Slow(signer().public, signer().private)
    with pytest.raises(Refused) as refused:
        seal(replace(keyed(store), signer=lambda: slow))
    assert refused.value.code == "other_key"
    with store.reading() as reading:
        assert (reading.log.size(), reading.log.newest()) == (1, None)


def test_a_key_that_does_not_sign_leaves_it_to_the_next_turn(store: Store) -> None:
    class Away(SeededSigner):
        def sign(self, message: bytes) -> bytes:
            raise Refused("no_signature", f"The KMS is away, so {len(message)} bytes wait.")

    house = keyed(store)
    with pytest.raises(Refused, match="The KMS is away"):
        seal(replace(house, signer=lambda: Away(signer().public, signer().private)))
    assert sealed_ones(store) == [FIRST]
    assert seal(house)
    check_sealed(store)


TAMPERED = {
    "an entry of the edge": "UPDATE entries SET body = '{}' WHERE number = 2",
    "the last entry": "DELETE FROM entries WHERE id = (SELECT MAX(id) FROM entries)",
    "a tile": "UPDATE tiles SET root = hashes WHERE number = 0",
    "a missing tile": "DELETE FROM tiles",
    "missing leaves": "DELETE FROM leaves WHERE number > 100",
    "the root that was signed": "UPDATE checkpoints SET root = 'ff'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_log_that_no_longer_begins_with_what_was_signed_is_not_signed(
    sqlite_url: str, statement: str
) -> None:
    store = open_store(sqlite_url)
    house = keyed(store)
    noted(store, 5 if "entries" in statement else 300)
    seal(house)
    for table in ("entries", "tiles", "leaves", "checkpoints"):
        for verb in ("update", "delete"):
            behind_its_back(sqlite_url, f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}")
    behind_its_back(sqlite_url, statement)
    noted(store, 1)
    with pytest.raises(Refused) as refused:
        seal(house)
    assert refused.value.code == "split_view"
    store.close()


def test_entries_that_keep_coming_are_left_to_the_next_turn(store_url: str) -> None:
    other, commits = open_store(store_url), count(1)
    keyed(other)

    def commit(driver: Driver) -> None:
        driver.commit()
        assert next(commits) < 20, "it never ends"
        noted(other, 1)

    busy = opened_with(store_url, commit)
    made = seal(house_of(busy))
    assert made
    assert made.size < 20
    busy.close()
    other.close()


def test_a_tick_seals_every_few_seconds(sqlite_store: Store) -> None:
    (tick,) = (one for one in TICKS if one.run is seal)
    assert tick.every == timedelta(seconds=5)
    run(tick, house_of(sqlite_store))  # refused, for the log knows no key: it is logged
    house = keyed(sqlite_store)
    run(tick, house)
    assert check_sealed(sqlite_store) == [FIRST]


def test_a_tick_says_once_what_it_is_refused_with(sqlite_store: Store) -> None:
    (tick,) = (one for one in TICKS if one.run is seal)
    whys = [f"reason {number}" for number in (1, 1, 2, 0, 2, 2)]

    def signing() -> SeededSigner | None:
        why = whys.pop(0)
        if why.endswith("0"):
            return None
        raise Refused("no_signature", why)

    house, refusals = house_of(sqlite_store, signing), Refusals()
    with capture_logs() as lines:
        while whys:
            run(tick, house, refusals)
    assert [one["why"] for one in lines] == ["reason 1", "reason 2", "reason 2"]


class Died(BaseException):
    """The process ended here."""


def dying(url: str, nth: int, *, after: bool) -> Store:
    """Open a store whose process ends at the nth commit, before or after it."""
    left = [nth]

    def commit(driver: Driver) -> None:
        left[0] -= 1
        if left[0] == 0 and not after:
            raise Died
        driver.commit()
        if left[0] == 0:
            raise Died

    return opened_with(url, commit)


def opened_with(url: str, commit: Callable[[Driver], None]) -> Store:
    address = make_url(url)
    kind = Sqlite if address.get_backend_name() == "sqlite" else PostgreSQL
    return Store(kind(address, commit))


@pytest.mark.parametrize("after", [False, True])
def test_whenever_the_process_dies_the_next_one_completes_what_was_begun(
    store_url: str, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    monkeypatch.setattr("chatops.usecases.seal._AT_ONCE", {"sqlite": 100, "postgresql": 100})
    store = open_store(store_url)
    house, before, deaths = keyed(store), list[tuple[str, int]](), 0
    for nth in range(1, 30):
        noted(store, 130)
        mortal = dying(store_url, nth, after=after)
        try:
            seal(house_of(mortal))
        except Died:
            deaths += 1
        mortal.close()
        seal(house)
        ones = check_sealed(store)
        assert ones[: len(before)] == before
        before = ones
        if deaths < nth:
            break
    assert deaths >= 3
    store.close()


def test_many_that_seal_at_once_leave_no_gap_and_seal_nothing_twice(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(3)]
    keyed(stores[0])
    stop = threading.Event()

    def seals(store: Store) -> None:
        house = house_of(store)
        while not stop.is_set():
            seal(house)

    def writes() -> None:
        try:
            for _ in range(40):
                opened(stores[0])
        finally:
            stop.set()

    results = at_once([writes, *(lambda one=one: seals(one) for one in stores)])
    assert results == [None] * 4
    seal(house_of(stores[1]))
    check_sealed(stores[2])
    for one in stores:
        one.close()


def test_a_decision_does_not_wait_for_a_key_that_takes_its_time(store: Store) -> None:
    class Slow(SeededSigner):
        def sign(self, message: bytes) -> bytes:
            opened(store)
            return super().sign(message)

    slow = Slow(signer().public, signer().private)
    made = seal(replace(keyed(store), signer=lambda: slow))
    assert made
    assert made.size == 1
