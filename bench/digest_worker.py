"""Makes the digests of all directors and asks for the limit in turn; tells seconds and memory."""

import json
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable

import psycopg

from bench.digest_limit import grouped, tuples
from bench.digest_world import DIRECTORS, WEEK, organisation
from chatops.core.digest import Count
from chatops.core.extent import extent_of
from chatops.core.organisation import systems_of
from chatops.core.weeks import sent_at
from chatops.store.database import open_store
from chatops.usecases.house import House
from chatops.usecases.make_digest import make_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.show_digest import show_digest

ROUNDS = 3
FACTS = organisation()
PEOPLE = tuple(f"d{one}" for one in range(DIRECTORS))

Limit = Callable[[str], int]
"""Given a person: counts their week with nothing but the driver; how many changes were opened."""


def made(house: House, people: Iterable[str]) -> list[int]:
    """Make their digests as they are made for being sent; return how many changes were opened."""
    digests = [make_digest(house, one, WEEK.label) for one in people]
    return [one.figures.number(Count.OPENED) for one in digests]


def limit_of(url: str) -> Limit:
    """Return the limit of this database."""
    lite = url.startswith("sqlite")
    connection = (
        sqlite3.connect(url.removeprefix("sqlite:///"))
        if lite
        else psycopg.connect(url, autocommit=True)
    )
    count = tuples if lite else grouped

    def run(person: str) -> int:
        extent = extent_of(systems_of(person, FACTS.registry, FACTS.directory), WEEK, FACTS)
        return count(lambda sql: connection.execute(sql).fetchall(), extent)

    return run


def _clicked(house: House) -> None:
    """Find the changes behind a number of the VP's digest, but for drawing ten of them."""
    digest = show_digest(house, "vp", WEEK.label).digest
    with house.store.reading() as reading:
        keys, total = reading.digests.keys("vp", digest.week, digest.version, Count.OPENED)
    assert len(keys) == total == digest.figures.number(Count.OPENED)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rounds(house: House, limit: Limit, people: tuple[str, ...]) -> list[tuple[float, float]]:
    """Return [ours, limit] of each round; both have to count the same."""
    assert made(house, people) == [limit(one) for one in people]
    return [
        (_seconds(lambda: made(house, people)), _seconds(lambda: [limit(one) for one in people]))
        for _ in range(ROUNDS)
    ]


def main(url: str) -> None:
    """Print the rounds of the directors and of the VP, a click's seconds, and the most MiB."""
    house = House(open_store(url), lambda: FACTS, lambda: sent_at(WEEK), lambda: None)
    limit = limit_of(url)
    told = {"directors": _rounds(house, limit, PEOPLE), "vp": _rounds(house, limit, ("vp",))}
    assert send_digest(house, "vp", WEEK.label)
    clicks = [_seconds(lambda: _clicked(house)) for _ in range(ROUNDS)]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**told, "click": sorted(clicks)[ROUNDS // 2], "memory": memory}))


if __name__ == "__main__":
    main(sys.argv[1])
