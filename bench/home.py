"""App Home with 10, 100 and 1,000 changes waiting, from a SQLite store: time and size.

The limit of the time is the 3 s in which Slack wants its answer, that of the size what a view may
hold. The last row asks for somebody without any work among 10,000 open changes.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.feasible import Row
from bench.simulate_store import moved
from chatops.core.outcome import Outcome
from chatops.core.request import Open, open_change
from chatops.slack.views.blocks import View
from chatops.slack.views.home import home as drawn
from chatops.store.database import Store, open_store
from chatops.usecases.home import home
from chatops.usecases.house import House
from tests import builders as make

SIZES = (10, 100, 1_000)
MOST_OPEN = 10_000
ANSWER_MILLISECONDS, VIEW_KILOBYTES = 3_000.0, 250.0
FACTS = make.facts()
_TIMES = 15


def rows() -> Iterator[Row]:
    """Return milliseconds and kilobytes of one home, for each number of waiting changes."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'chatops.db'}")
        store.upgrade()
        house = House(store, lambda: FACTS, lambda: make.NOW + timedelta(days=1), lambda: None)
        there = 0
        for size in SIZES:
            _furnish(store, size - there)
            there = size
            yield from _rows(house, "ana", f"home, {size:,} waiting")
        _furnish(store, MOST_OPEN - there)
        yield from _rows(house, "ana", f"home, {MOST_OPEN:,} waiting")
        yield from _rows(house, "eve", f"home, 0 waiting of {MOST_OPEN:,} open")
        store.close()


def _rows(house: House, person: str, what: str) -> Iterator[Row]:
    view, milliseconds = _timed(house, person)
    kilobytes = len(json.dumps(view).encode()) / 1_000
    ratio = milliseconds / ANSWER_MILLISECONDS
    yield (f"{what}, ms", milliseconds, ANSWER_MILLISECONDS, ratio, "< 0.1")
    yield (f"{what}, kB", kilobytes, VIEW_KILOBYTES, kilobytes / VIEW_KILOBYTES, "< 0.5")


def _timed(house: House, person: str) -> tuple[View, float]:
    taken = []
    for _ in range(_TIMES):
        start = time.perf_counter()
        drawn(home(house, person))
        taken.append((time.perf_counter() - start) * 1_000)
    return drawn(home(house, person)), statistics.median(taken)


def _furnish(store: Store, count: int) -> None:
    """Open so many changes, all of which ask Ana."""
    told = open_change("CR-1", Open("dan", "slack", make.draft(), make.commit()), FACTS, make.NOW)
    assert "ana" in told.change.asked
    for begin in range(0, count, 500):
        with store.transaction() as tx:
            for number in range(begin, min(begin + 500, count)):
                key = tx.next_key()
                tx.record(_still_told(told, key, timedelta(seconds=number)), FACTS)


def _still_told(told: Outcome, key: str, later: timedelta) -> Outcome:
    return replace(moved(told, told.events, key, later), at=make.NOW)
