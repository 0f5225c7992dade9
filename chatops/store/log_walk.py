"""Reads the whole log for whoever verifies it: in stretches, and all of one snapshot.

Leaves, sealed entries and tiles are never changed, so several connections may read stretches
side by side. Joins are outer ones: what is missing has to show.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS
from chatops.ledger.stride import Row
from chatops.ledger.walk import Spoken, Step, Words
from chatops.store.held import Holder, holders
from chatops.store.session import Session, Statement, stamp

_PAGE = 2000
_NO_TEXT = "Could not decode to UTF-8"
_ENTRY = "e.at, e.tag, e.body, e.hash, p.hash"
_STEPS = Statement(
    f"""SELECT l.number, l.scope, l.entry, {_ENTRY} FROM leaves l
    LEFT JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    LEFT JOIN entries p ON p.scope = l.scope AND p.number = l.entry - 1
    WHERE l.number >= :first AND l.number < :end ORDER BY l.number"""  # noqa: S608 - columns
)
_STEPS_OF = Statement(
    f"""SELECT l.number, l.scope, l.entry, {_ENTRY} FROM leaves l
    LEFT JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    LEFT JOIN entries p ON p.scope = l.scope AND p.number = l.entry - 1
    WHERE l.number = ANY(:leaves) ORDER BY l.number"""  # noqa: S608 - columns
)
_LEAVES = """FROM leaves l LEFT JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    WHERE l.number >= :first AND l.number < :end ORDER BY l.number"""
_HASHES = Statement(f"SELECT e.scope, e.number, e.body, e.hash {_LEAVES}")
_ROWS = Statement(f"SELECT e.scope, e.number, e.body, e.hash, e.at, e.tag {_LEAVES}")
_MANY = Statement(
    "SELECT COUNT(DISTINCT number) FROM leaves WHERE number >= :first AND number < :end"
)
_UNSEALED = Statement(
    f"""SELECT e.id, e.scope, e.number, {_ENTRY} FROM entries e
    LEFT JOIN entries p ON p.scope = e.scope AND p.number = e.number - 1
    WHERE e.id > :after AND NOT EXISTS
        (SELECT 1 FROM leaves l WHERE l.scope = e.scope AND l.entry = e.number)
    ORDER BY e.id LIMIT :limit"""  # noqa: S608 - columns
)
_FIRST_UNSEALED = Statement(
    """SELECT MIN(n.id) FROM (
        SELECT e.id FROM entries e WHERE NOT EXISTS
            (SELECT 1 FROM leaves l WHERE l.scope = e.scope AND l.entry = e.number)
        ORDER BY e.id DESC LIMIT :many) n"""
)
_WORDS = Statement(
    """SELECT w.scope, w.number, w.field, w.salt, w.text FROM leaves l
    JOIN words w ON w.scope = l.scope AND w.number = l.entry
    WHERE l.number >= :first AND l.number < :end"""
)
_WORDS_OF = Statement(
    """SELECT w.scope, w.number, w.field, w.salt, w.text FROM words w
    WHERE w.scope = ANY(:scopes) AND NOT EXISTS
        (SELECT 1 FROM leaves l WHERE l.scope = w.scope AND l.entry = w.number)"""
)
_HOMELESS = Statement(
    """SELECT w.scope, w.number, w.field FROM words w WHERE NOT EXISTS
        (SELECT 1 FROM entries e WHERE e.scope = w.scope AND e.number = w.number)
    ORDER BY w.scope, w.number LIMIT :limit"""
)
_BAD_CHAINS = Statement(
    """SELECT c.scope, c.seq, COALESCE(n.many, 0), COALESCE(n.most, 0)
    FROM chains c LEFT JOIN (
        SELECT scope, COUNT(DISTINCT number) AS many, MIN(number) AS least, MAX(number) AS most,
            COUNT(*) AS total
        FROM entries GROUP BY scope
    ) n ON n.scope = c.scope
    LEFT JOIN entries e ON e.scope = c.scope AND e.number = c.seq
    WHERE COALESCE(n.many, 0) <> c.seq OR COALESCE(n.most, 0) <> c.seq
        OR COALESCE(n.total, 0) <> c.seq OR COALESCE(n.least, 1) <> 1
        OR COALESCE(e.hash, :genesis) <> c.head
    ORDER BY c.scope LIMIT :limit"""
)
_UNCHAINED = Statement(
    """SELECT e.scope, MIN(e.number) FROM entries e
    WHERE NOT EXISTS (SELECT 1 FROM chains c WHERE c.scope = e.scope)
    GROUP BY e.scope ORDER BY e.scope LIMIT :limit"""
)
_TWICE = Statement(
    """SELECT scope, entry, MIN(number), MAX(number) FROM leaves
    GROUP BY scope, entry HAVING COUNT(*) > 1 ORDER BY 3 LIMIT :limit"""
)
_COUNTS = Statement(
    """SELECT (SELECT COUNT(*) FROM entries), (SELECT COALESCE(MAX(number) + 1, 0) FROM leaves),
        (SELECT COUNT(*) FROM chains)"""
)
_COUNTED = Statement(
    "SELECT (SELECT COALESCE(SUM(seq), 0) FROM chains), (SELECT COUNT(*) FROM entries)"
)
_SINGLE = Statement(
    """SELECT (SELECT COUNT(*) FROM leaves),
        (SELECT COUNT(*) FROM (SELECT DISTINCT scope, entry FROM leaves) n)"""
)
_TOUCHING = Statement("SELECT DISTINCT key FROM targets WHERE system = :system")
_NAMING = Statement("SELECT 1 FROM entries WHERE body LIKE :wanted ESCAPE '!' LIMIT 1")
_TILES = Statement(
    """SELECT number, hashes, root FROM tiles
    WHERE level = :level AND number >= :first AND number < :end ORDER BY number"""
)
_TILE_COUNTS = Statement("SELECT level, COUNT(*) FROM tiles GROUP BY level ORDER BY level")
_PATIENCE = (
    Statement("SET LOCAL statement_timeout = 0"),
    Statement("SET LOCAL idle_in_transaction_session_timeout = 0"),
)


class Counts(NamedTuple):
    """How many entries, leaves (the greatest number and one) and chains there are."""

    entries: int
    leaves: int
    chains: int


class BadChain(NamedTuple):
    """A chain whose entries are not 1 to `seq`, or whose head is not the hash of the last."""

    scope: str
    seq: int
    many: int
    most: int


class StoredTile(NamedTuple):
    """A tile as it is stored; nobody said that it is right."""

    number: int
    hashes: bytes
    root: bytes


class LogWalk:
    """What verifying asks of one snapshot."""

    def __init__(self, session: Session) -> None:
        self._session = session
        if session.dialect == "postgresql":  # a log is read for as long as it takes
            for one in _PATIENCE:
                session.run(one)

    def counts(self) -> Counts:
        """Return how much there is."""
        return Counts(*self._session.run(_COUNTS).fetchone())

    def rows(self, first: int, end: int, *, hashes_only: bool = False) -> Iterator[Row]:
        """Yield the entries of the leaves from `first` to before `end`, as `Stride` takes them.

        There are fewer rows, or more, where not every leaf is there once, or cannot be read: then
        `steps` shows how they are.
        """
        (many,) = self._session.run(_MANY, first=first, end=end).fetchone()
        if many != end - first:
            return
        rows = self._session.run(_HASHES if hashes_only else _ROWS, first=first, end=end)
        try:
            if hashes_only or self._session.dialect == "sqlite":
                yield from rows
            else:
                yield from ((*row[:4], row[4] and stamp(row[4]), row[5]) for row in rows)
        except sqlite3.OperationalError as error:
            if not is_no_text(error):
                raise

    def steps(self, first: int, end: int) -> list[Step]:
        """Return the leaves from `first` to before `end`, each with its entry."""
        with self._any_text():
            return self._steps(self._session.run(_STEPS, first=first, end=end).fetchall())

    def steps_of(self, leaves: list[int]) -> list[Step]:
        """Return these leaves, each with its entry."""
        with self._any_text():
            return self._steps(self._session.run(_STEPS_OF, leaves=leaves).fetchall())

    def words(self, first: int, end: int) -> Words:
        """Return the words of the entries of these leaves."""
        with self._any_text():
            return _by_entry(self._session.run(_WORDS, first=first, end=end).fetchall())

    def unsealed(self, many: int | None = None) -> Iterator[tuple[list[Step], Words]]:
        """Yield the entries that are no leaves yet, oldest first, some at a time.

        Whoever knows how `many` there are spares a look at all those that are leaves.
        """
        after = 0
        if many is not None:
            (first,) = self._session.run(_FIRST_UNSEALED, many=many).fetchone()
            if first is None:
                return
            after = first - 1
        while rows := self._session.run(_UNSEALED, after=after, limit=_PAGE).fetchall():
            after = rows[-1][0]
            scopes = sorted({row[1] for row in rows}, key=str)  # somebody may have edited one
            words = self._session.run(_WORDS_OF, scopes=scopes).fetchall()
            yield self._steps(rows), _by_entry(words)

    def bad_chains(self, limit: int) -> list[BadChain]:
        """Return the first chains that do not say what entries they have."""
        rows = self._session.run(_BAD_CHAINS, genesis=GENESIS, limit=limit).fetchall()
        return [BadChain(*row) for row in rows]

    def unchained(self, limit: int) -> list[tuple[str, int]]:
        """Return the first entry of the first scopes that have no chain."""
        return [(*row,) for row in self._session.run(_UNCHAINED, limit=limit).fetchall()]

    def is_counted(self) -> bool:
        """Tell whether the chains count as many entries as there are."""
        counted, many = self._session.run(_COUNTED).fetchone()
        return bool(counted == many)

    def twice(self, limit: int) -> list[tuple[str, int, int, int]]:
        """Return entries that are several leaves: scope, number, the first leaf and the last."""
        many, single = self._session.run(_SINGLE).fetchone()
        if many == single:
            return []
        return [(*row,) for row in self._session.run(_TWICE, limit=limit).fetchall()]

    def homeless_words(self, limit: int) -> list[tuple[str, int, str]]:
        """Return words of entries that are not there: scope, number, field."""
        return [(*row,) for row in self._session.run(_HOMELESS, limit=limit).fetchall()]

    def tiles(self, level: int, first: int, end: int) -> list[StoredTile]:
        """Return the stored tiles of a level from number `first` to before `end`."""
        rows = self._session.run(_TILES, level=level, first=first, end=end).fetchall()
        return [StoredTile(number, bytes(hashes), bytes(root)) for number, hashes, root in rows]

    def changes_touching(self, system: str) -> frozenset[str]:
        """Return the keys of the changes of which any revision touches the system (id)."""
        rows = self._session.run(_TOUCHING, system=system).fetchall()
        return frozenset(key for (key,) in rows)

    def names(self, one: str) -> bool:
        """Tell whether any entry has this text, an id."""
        quoted = re.sub("([!%_])", r"!\1", canonical(one).decode())
        return self._session.run(_NAMING, wanted=f"%{quoted}%").fetchone() is not None

    def holders(self) -> Iterator[Holder]:
        """Yield the entries that may hold a checkpoint."""
        return holders(self._session)

    def tile_counts(self) -> dict[int, int]:
        """Return how many tiles of each level are stored."""
        return dict(self._session.run(_TILE_COUNTS).fetchall())

    def _unsealed(self, after: int) -> list[tuple[Any, ...]]:
        with self._any_text():
            return self._session.run(_UNSEALED, after=after, limit=_PAGE).fetchall()

    @contextmanager
    def _any_text(self) -> Iterator[None]:
        """Read texts that are none as bytes: SQLite stores what it is given."""
        if self._session.dialect != "sqlite":
            yield
            return
        driver: Any = self._session.driver
        driver.text_factory = _text
        try:
            yield
        finally:
            driver.text_factory = str

    def _steps(self, rows: list[tuple[Any, ...]]) -> list[Step]:
        if self._session.dialect == "sqlite":
            return list(map(Step._make, rows))
        return [Step._make((*row[:3], row[3] and stamp(row[3]), *row[4:])) for row in rows]


def is_no_text(error: Exception) -> bool:
    """Tell whether this was raised for a text in SQLite that is not UTF-8."""
    return str(error).startswith(_NO_TEXT)


def _text(written: bytes) -> str | bytes:
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written


def _by_entry(rows: list[tuple[str, int, str, str | None, str | None]]) -> Words:
    found: dict[tuple[str, int], list[Spoken]] = {}
    for scope, number, field, salt, text in rows:
        found.setdefault((scope, number), []).append(Spoken(field, salt, text))
    return found
