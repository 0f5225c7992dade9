"""A transaction is all or nothing, one at a time in a thread, and durable when it ends."""

import contextlib
import threading
from datetime import timedelta

import psycopg
import pytest

from chatops.core.people import Standing
from chatops.core.request import Open, open_change
from chatops.store.database import UNAVAILABLE, Store, open_store
from tests.builders import NOW, draft, facts
from tests.store.acting import at_once, behind_its_back, decided, opened, read, read_only


class StumbledError(Exception):
    """Something went wrong in the middle."""


def test_an_exception_undoes_everything(store: Store) -> None:
    def stumble() -> None:
        with store.transaction() as tx:
            tx.once("delivery", NOW)
            tx.remember_standing("ana", Standing.FULL, NOW)
            assert tx.next_key() == "CR-1"
            raise StumbledError

    with pytest.raises(StumbledError):
        stumble()
    with store.transaction() as tx:
        assert tx.once("delivery", NOW)
        assert tx.standings(["ana"]) == {}
        assert tx.next_key() == "CR-1"


def test_transactions_do_not_nest_in_a_thread(store: Store) -> None:
    with (
        store.transaction(),
        pytest.raises(RuntimeError, match="open in this thread"),
        store.transaction(),
    ):
        pass
    with store.transaction() as tx:  # and it is over after that
        assert tx.next_key() == "CR-1"


def test_a_reading_is_a_snapshot(store: Store) -> None:
    key = opened(store).key
    with store.reading() as reading:
        assert reading.change(key).decisions == ()
        decided(store, key, "ana")
        assert reading.change(key).decisions == ()
    assert len(read(store, key).decisions) == 1


def test_nobody_sees_what_is_not_committed(store: Store) -> None:
    with store.transaction() as tx:
        tx.remember_standing("ana", Standing.FULL, NOW)
        assert tx.standings(["ana"]) == {"ana": Standing.FULL}
        with store.reading() as reading:
            assert reading.standings(["ana"]) == {}


def test_a_reading_works_while_somebody_writes(store: Store) -> None:
    key = opened(store).key
    held, over = threading.Event(), threading.Event()

    def write() -> None:
        with store.transaction() as tx:
            tx.lock(key)
            held.set()
            over.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    held.wait(10)
    assert read(store, key).key == key
    over.set()
    writer.join()


def test_a_delivery_is_dealt_with_once(store: Store) -> None:
    for expected in (True, False, False):
        with store.transaction() as tx:
            assert tx.once("Ev1", NOW) is expected
    with store.transaction() as tx:
        assert tx.once("Ev2", NOW)


def test_old_deliveries_are_forgotten(store: Store) -> None:
    with store.transaction() as tx:
        for number in range(3):
            tx.once(f"Ev{number}", NOW + timedelta(days=number))
        assert tx.forget_deliveries(NOW + timedelta(days=2)) == 2
        assert tx.once("Ev0", NOW)
        assert not tx.once("Ev2", NOW)


def test_standings_are_those_last_heard(store: Store) -> None:
    with store.transaction() as tx:
        for standing in (Standing.FULL, Standing.DEACTIVATED):
            tx.remember_standing("ana", standing, NOW)
        tx.remember_standing("ben", Standing.GUEST, NOW)
    with store.reading() as reading:
        assert reading.standings(["ana", "eve"]) == {"ana": Standing.DEACTIVATED}
        assert reading.standings(iter(("ana", "ben"))).keys() == {"ana", "ben"}
        assert reading.standings(()) == {}


def test_the_database_has_a_clock(store: Store) -> None:
    with store.reading() as first:
        earlier = first.now()
    with store.reading() as second:
        assert earlier <= second.now() < earlier + timedelta(seconds=10)
        assert second.now().utcoffset() == timedelta(0)


def test_many_threads_write_beside_each_other(store: Store) -> None:
    def act() -> str:
        key = opened(store).key
        for who in ("ana", "cleo"):
            decided(store, key, who)
        return key

    keys = at_once([act] * 12)
    assert sorted(keys, key=str) == sorted(f"CR-{number}" for number in range(1, 13))


def test_a_database_that_is_not_there_is_unavailable() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(UNAVAILABLE), store.transaction():
        pass
    with pytest.raises(UNAVAILABLE), store.reading():
        pass
    with pytest.raises(UNAVAILABLE):
        store.schema_problem()
    store.close()


def test_a_database_that_was_not_upgraded_is_unavailable_or_empty(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/chatops.db")
    with pytest.raises(UNAVAILABLE), store.transaction() as tx:
        tx.next_key()
    store.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/chatops", "sqlite:///a?mode=ro"]
)
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"Give a file|not mysql"):
        open_store(url)


@pytest.mark.postgres
def test_connections_that_died_in_the_pool_are_replaced(postgres_url: str) -> None:
    store = open_store(postgres_url)
    key = opened(store).key
    with store.reading(), store.transaction() as tx:  # two connections rest in the pool
        tx.lock(key)
    _cut_others(postgres_url)
    assert len(decided(store, key, "ana").decisions) == 1
    store.close()


@pytest.mark.postgres
def test_a_connection_that_dies_at_work_leaves_nothing_half_done(postgres_url: str) -> None:
    store = open_store(postgres_url)
    key = opened(store).key

    def work() -> None:
        with store.transaction() as tx:
            tx.remember_standing("ana", Standing.FULL, NOW)
            _cut_others(postgres_url)
            tx.lock(key)

    with pytest.raises(UNAVAILABLE):
        work()
    with store.reading() as reading:
        assert reading.standings(["ana"]) == {}
    store.close()


@pytest.mark.postgres
def test_a_lock_is_not_waited_for_longer_than_a_click_may_take(postgres_url: str) -> None:
    store = open_store(postgres_url)
    key = opened(store).key
    other = open_store(postgres_url)
    with store.transaction() as tx:
        tx.lock(key)
        (error,) = at_once([lambda: decided(other, key, "ana", given=facts())])
    assert isinstance(error, UNAVAILABLE)
    other.close()
    store.close()


@pytest.mark.postgres
def test_a_standby_is_unavailable(postgres_url: str) -> None:
    """As after a failover: every connection reads only."""
    store = open_store(read_only(postgres_url))
    with pytest.raises(UNAVAILABLE), store.transaction() as tx:
        tx.next_key()
    store.close()


@pytest.mark.parametrize("end", ["host:port/name", "host/name?colour=blue", "u:secret@[::1/name"])
def test_an_address_that_is_none_is_named_without_its_password(end: str) -> None:
    with pytest.raises(ValueError, match="CHATOPS_DATABASE_URL is no address") as error:
        open_store(f"postgresql+psycopg://{end}")
    assert "secret" not in str(error.value)


def _cut_others(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.mark.postgres
def test_an_error_that_was_caught_is_not_taken_for_a_commit(postgres_url: str) -> None:
    """After a failed statement PostgreSQL answers COMMIT with a silent rollback."""
    store = open_store(postgres_url)
    key = opened(store).key
    behind_its_back(postgres_url, "UPDATE counters SET value = 0")

    def carry_on() -> None:
        with store.transaction() as tx:
            outcome = open_change(tx.next_key(), Open("ben", "slack", draft()), facts(), NOW)
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                tx.record(outcome, facts())

    with pytest.raises(UNAVAILABLE, match="nothing can be committed"):
        carry_on()
    assert read(store, key).version == 1
    store.close()
