"""Reads the whole log for whoever verifies it: in stretches, and all of one snapshot.

Leaves, sealed entries and tiles are never changed, so several connections may read stretches
side by side. Joins are outer ones: what is missing has to show.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from chatops.ledger.chain import GENESIS
from chatops.ledger.walk import Spoken, Step, Words
from chatops.store.session import Session, Statement, stamp

_PAGE = 2000
_ENTRY = "e.at, e.tag, e.body, e.hash, p.hash"
_STEPS = Statement(
    f"""SELECT l.number, l.scope, l.entry, {_ENTRY} FROM leaves l
    LEFT JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    LEFT JOIN entries p ON p.scope = l.scope AND p.number = l.entry - 1
    WHERE l.number >= :first AND l.number < :end ORDER BY l.number"""  # noqa: S608 - columns
)
_HASHES = Statement(
    """SELECT l.number, l.scope, l.entry, NULL, NULL, e.body, e.hash, p.hash FROM leaves l
    LEFT JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    LEFT JOIN entries p ON p.scope = l.scope AND p.number = l.entry - 1
    WHERE l.number >= :first AND l.number < :end ORDER BY l.number"""
)
_UNSEALED = Statement(
    f"""SELECT e.id, e.scope, e.number, {_ENTRY} FROM entries e
    LEFT JOIN entries p ON p.scope = e.scope AND p.number = e.number - 1
    WHERE e.id > :after AND NOT EXISTS
        (SELECT 1 FROM leaves l WHERE l.scope = e.scope AND l.entry = e.number)
    ORDER BY e.id LIMIT :limit"""  # noqa: S608 - columns
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
_TOUCHING = Statement("SELECT DISTINCT key FROM targets WHERE system = :system")
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

    def steps(self, first: int, end: int, *, hashes_only: bool = False) -> list[Step]:
        """Return the leaves from `first` to before `end`, each with its entry.

        With `hashes_only` without what stands beside its body.
        """
        statement = _HASHES if hashes_only else _STEPS
        return self._steps(self._session.run(statement, first=first, end=end).fetchall())

    def words(self, first: int, end: int) -> Words:
        """Return the words of the entries of these leaves."""
        return _by_entry(self._session.run(_WORDS, first=first, end=end).fetchall())

    def unsealed(self) -> Iterator[tuple[list[Step], Words]]:
        """Yield the entries that are no leaves yet, oldest first, some at a time."""
        after = 0
        while rows := self._session.run(_UNSEALED, after=after, limit=_PAGE).fetchall():
            after = rows[-1][0]
            scopes = sorted({row[1] for row in rows})
            words = self._session.run(_WORDS_OF, scopes=scopes).fetchall()
            yield self._steps(rows), _by_entry(words)

    def bad_chains(self, limit: int) -> list[BadChain]:
        """Return the first chains that do not say what entries they have."""
        rows = self._session.run(_BAD_CHAINS, genesis=GENESIS, limit=limit).fetchall()
        return [BadChain(*row) for row in rows]

    def unchained(self, limit: int) -> list[tuple[str, int]]:
        """Return the first entry of the first scopes that have no chain."""
        return [(*row,) for row in self._session.run(_UNCHAINED, limit=limit).fetchall()]

    def twice(self, limit: int) -> list[tuple[str, int, int, int]]:
        """Return entries that are several leaves: scope, number, the first leaf and the last."""
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

    def tile_counts(self) -> dict[int, int]:
        """Return how many tiles of each level are stored."""
        return dict(self._session.run(_TILE_COUNTS).fetchall())

    def _steps(self, rows: list[tuple[Any, ...]]) -> list[Step]:
        if self._session.dialect == "sqlite":
            return list(map(Step._make, rows))
        return [Step._make((*row[:3], row[3] and stamp(row[3]), *row[4:])) for row in rows]


def _by_entry(rows: list[tuple[str, int, str, str | None, str | None]]) -> Words:
    found: dict[tuple[str, int], list[Spoken]] = {}
    for scope, number, field, salt, text in rows:
        found.setdefault((scope, number), []).append(Spoken(field, salt, text))
    return found
