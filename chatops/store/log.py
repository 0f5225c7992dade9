"""The log: all sealed entries as the leaves of one Merkle tree, and its signed checkpoints.

Complete tiles are stored; what the right edge holds beyond them is read from fewer than 256
entries and fewer than 256 tiles of each level, whatever the size of the log.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.ledger.merkle import leaf_hash
from chatops.ledger.tiles import HEIGHT, WIDTH, Edge, Tile, TileNodes
from chatops.store import guards, trail, unsealed
from chatops.store.session import Session, Statement, instant
from chatops.store.unsealed import Move, listed

_SIZE = Statement("SELECT COALESCE(MAX(number) + 1, 0) FROM leaves")
_CHECKPOINT = "SELECT size, root, note, at FROM checkpoints"
_NEWEST = Statement(f"{_CHECKPOINT} ORDER BY size DESC LIMIT 1")
_AT_SIZE = Statement(f"{_CHECKPOINT} WHERE size = :size")
_CHECKPOINTS = Statement(f"{_CHECKPOINT} WHERE size > :after ORDER BY size LIMIT :limit")
_LEAF = Statement("SELECT number FROM leaves WHERE scope = :scope AND entry = :number")
_ENTRIES = Statement(
    """SELECT l.number, e.scope, e.number, e.body, e.hash
    FROM leaves l JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    WHERE l.number >= :index AND l.number < :end ORDER BY l.number"""
)
# One row, as JSON: SQLite lets another thread run at each row, which may take its time.
_BODIES = Statement(
    """SELECT json_agg(s.body) FROM (
        SELECT e.body FROM leaves l
        JOIN entries e ON e.scope = l.scope AND e.number = l.entry
        WHERE l.number >= :first AND l.number < :end ORDER BY l.number) AS s"""
)
_WRITTEN = Statement(
    """SELECT e.at FROM leaves l JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    WHERE l.number = :index"""
)
_TILE = Statement("SELECT hashes FROM tiles WHERE level = :level AND number = :number")
_OF_TILES = """(SELECT root FROM tiles
    WHERE level = :level AND number >= :first AND number < :end ORDER BY number) AS s"""
_ROOTS = {
    "postgresql": Statement(f"SELECT json_agg(encode(s.root, 'hex')) FROM {_OF_TILES}"),  # noqa: S608
    "sqlite": Statement(f"SELECT json_agg(hex(s.root)) FROM {_OF_TILES}"),  # noqa: S608
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A checkpoint: the log's size, the root over it in hexadecimal, and the signed note."""

    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """Leaf `index` of the log: entry `number` of its scope, its canonical body, its chain hash."""

    index: int
    scope: str
    number: int
    body: str
    hash: str


@dataclass(frozen=True, slots=True)
class Growth:
    """What makes a log of `size` entries grow: further entries (scope, number), complete tiles.

    It holds for the epoch that began after the entry with the id `epoch`; None: for any.
    """

    size: int
    entries: tuple[tuple[str, int], ...]
    tiles: tuple[Tile, ...]
    epoch: int | None = None


class Log:
    """What can be asked about the log in one snapshot."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def size(self) -> int:
        """Return how many entries are sealed; the newest may not be under a checkpoint yet."""
        (size,) = self._session.run(_SIZE).fetchone()
        return int(size)

    def newest(self) -> Sealed | None:
        """Return the checkpoint of the greatest size, or None."""
        return _sealed(self._session.run(_NEWEST).fetchone())

    def checkpoint(self, size: int) -> Sealed | None:
        """Return the checkpoint that was signed at this size, or None."""
        return _sealed(self._session.run(_AT_SIZE, size=size).fetchone())

    def checkpoints(self, after: int, limit: int) -> list[Sealed]:
        """Return up to `limit` checkpoints of more than `after` entries, smallest first."""
        rows = self._session.run(_CHECKPOINTS, after=after, limit=limit).fetchall()
        return [Sealed(size, root, note, instant(at)) for size, root, note, at in rows]

    def leaf(self, scope: str, number: int) -> int | None:
        """Return which leaf (from 0) an entry of a scope is; None while it is not sealed."""
        row = self._session.run(_LEAF, scope=scope, number=number).fetchone()
        return int(row[0]) if row else None

    def last(self, scope: str) -> int:
        """Return the number of the scope's last entry, sealed or not; 0 where it has none."""
        return trail.last(self._session, scope)

    def entry(self, index: int) -> LoggedEntry | None:
        """Return the entry that is this leaf, or None."""
        found = self.entries_from(index, 1)
        return found[0] if found else None

    def entries_from(self, index: int, limit: int) -> list[LoggedEntry]:
        """Return the entries of up to `limit` leaves, from this one on."""
        rows = self._session.run(_ENTRIES, index=index, end=index + limit).fetchall()
        return [LoggedEntry(*row) for row in rows]

    def nodes(self) -> TileNodes:
        """Return the nodes of the tree, for proofs and roots up to the size as of now."""
        return TileNodes(self._tile)

    def edge(self) -> Edge:
        """Return the right edge, to which leaves can be appended."""
        size = self.size()
        levels: list[list[bytes]] = []
        while size >> HEIGHT * len(levels):
            level = len(levels)
            first = size >> HEIGHT * (level + 1) << HEIGHT
            levels.append(self._hashes(level, first))
        return Edge(size, levels)

    def unsealed(self) -> tuple[int, datetime | None]:
        """Return how many entries are under no checkpoint, and when the oldest was written.

        Those that are no leaves yet are counted up to `unsealed.MOST`.
        """
        newest = self.newest()
        signed, size = newest.size if newest else 0, self.size()
        waiting, oldest = unsealed.waiting(self._session)
        if size <= signed:
            return waiting, oldest
        row = self._session.run(_WRITTEN, index=signed).fetchone()
        times = [one for one in (oldest, instant(row[0]) if row else None) if one]
        return waiting + size - signed, min(times, default=None)

    def unguarded(self) -> tuple[str, ...]:
        """Return the tables of the log that lack a trigger which refuses changes."""
        return guards.unguarded(self._session)

    def powers(self) -> tuple[str, tuple[str, ...]]:
        """Return the login, and in words what it could do against the log; on SQLite neither."""
        return guards.powers(self._session)

    def moved(self) -> Move | None:
        """Return the move of the database to another server that is not accounted for, or None."""
        return unsealed.moved(self._session)

    def growth(self, limit: int) -> Growth | None:
        """Compute how the next entries, `limit` at most, make the log grow; None without any.

        After a move these are only entries from before it, until a new epoch has begun.
        """
        session = self._session
        entries = unsealed.upcoming(session, limit, self.moved())
        if not entries:
            return None
        edge = self.edge()
        size = edge.size
        tiles = edge.append([leaf_hash(body.encode()) for _, _, body in entries])
        ones = tuple((scope, number) for scope, number, _ in entries)
        return Growth(size, ones, tuple(tiles), unsealed.epoch(session))

    def passed_over(self, limit: int) -> list[tuple[str, int]]:
        """Return scope and number of the first entries that no seal will ever come to."""
        return unsealed.passed_over(self._session, limit)

    def _tile(self, level: int, number: int) -> bytes:
        row = self._session.run(_TILE, level=level, number=number).fetchone()
        return bytes(row[0]) if row else b"".join(self._hashes(level, number << HEIGHT))

    def _hashes(self, level: int, first: int) -> list[bytes]:
        """Return what there is of the 256 hashes of a level from `first` on."""
        end = first + WIDTH
        if level == 0:
            bodies = self._session.run(_BODIES, first=first, end=end).fetchone()
            return [leaf_hash(body.encode()) for body in listed(bodies)]
        of_tiles = {"level": level - 1, "first": first, "end": end}
        roots = self._session.run(_ROOTS[self._session.dialect], **of_tiles).fetchone()
        return [bytes.fromhex(root) for root in listed(roots)]


def _sealed(row: tuple[int, str, str, datetime] | None) -> Sealed | None:
    if row is None:
        return None
    size, root, note, at = row
    return Sealed(size, root, note, instant(at))
