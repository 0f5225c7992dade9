"""Makes the digests of all directors and counts the limit in turn; tells seconds and memory."""

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable

import psycopg

from bench.digest_limit import tuples
from bench.digest_world import DIRECTORS, WEEK, organisation
from chatops.core.digest_json import hash_of
from chatops.core.digest_making import digest
from chatops.core.extent import Extent, extent_of
from chatops.core.organisation import systems_of
from chatops.core.weeks import sent_at
from chatops.store import figures
from chatops.store.database import Store, open_store

ROUNDS = 3
FACTS = organisation()
PEOPLE = tuple(f"d{one}" for one in range(DIRECTORS))


def made(store: Store) -> None:
    """Make every director's digest, hash included."""
    for person in PEOPLE:
        extent = _extent(person)
        with store.reading() as reading:
            told = reading.counted(extent).figures()
        assert hash_of(digest(person, WEEK, told, extent, FACTS, now=sent_at(WEEK)))


def limit_of(url: str) -> Callable[[], None]:
    """Return the limit: the bare statement on PostgreSQL, tuples counted in Python on SQLite."""
    return _of_tuples(url) if url.startswith("sqlite") else _of_statement(url)


def _of_tuples(url: str) -> Callable[[], None]:
    file = sqlite3.connect(url.removeprefix("sqlite:///"))

    def run() -> None:
        for person in PEOPLE:
            tuples(file, _extent(person))

    return run


def _of_statement(url: str) -> Callable[[], None]:
    connection = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor)
    statement = figures._statement("postgresql")  # noqa: SLF001 - the very same one

    def run() -> None:
        for person in PEOPLE:
            given = figures.values(_extent(person))
            values = [given[name] for name in statement.names]
            connection.execute(statement.postgresql.encode(), values).fetchall()

    return run


def _extent(person: str) -> Extent:
    return extent_of(systems_of(person, FACTS.registry, FACTS.directory), WEEK, FACTS)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(url: str) -> None:
    """Print [ours, limit] of each round and the most memory that ours needed, in MiB."""
    store = open_store(url)
    made(store)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    limit = limit_of(url)
    limit()
    rounds = [(_seconds(lambda: made(store)), _seconds(limit)) for _ in range(ROUNDS)]
    print(json.dumps({"rounds": rounds, "memory": memory}))


if __name__ == "__main__":
    main(sys.argv[1])
