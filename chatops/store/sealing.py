"""Growing the log: leaves and tiles, epochs and checkpoints are added, and never changed.

What is added was computed in a snapshot; it is added only to a log that still has the size it was
computed for. On PostgreSQL one replica adds at a time (an advisory lock, for which nobody waits).
"""

import json

from chatops.ledger.tiles import Tile
from chatops.store import unsealed
from chatops.store.log import Growth, Log, Sealed
from chatops.store.session import Statement

_TRY = Statement("SELECT pg_try_advisory_xact_lock(:lock)")
_LOCK = 0x6C6F67  # "log"
_LEAVES = {
    "postgresql": Statement(
        """INSERT INTO leaves (number, scope, entry)
        SELECT * FROM json_to_recordset(CAST(:leaves AS json)) AS given
            (n bigint, s text, e int)"""
    ),
    "sqlite": Statement(
        """INSERT INTO leaves (number, scope, entry)
        SELECT json_extract(value, '$.n'), json_extract(value, '$.s'), json_extract(value, '$.e')
        FROM json_each(:leaves)"""
    ),
}
_TILE = Statement(
    "INSERT INTO tiles (level, number, hashes, root) VALUES (:level, :number, :hashes, :root)"
)
_CHECKPOINT = Statement(
    """INSERT INTO checkpoints (size, root, note, at) VALUES (:size, :root, :note, :at)
    ON CONFLICT DO NOTHING"""
)
_EPOCH = Statement("INSERT INTO epochs (last_id) VALUES (:last_id) ON CONFLICT DO NOTHING")


class GrowingLog(Log):
    """The log within a transaction."""

    def grow(self, growth: Growth) -> bool:
        """Add leaves and tiles; False where somebody else added since they were computed."""
        if not self._alone() or self.size() != growth.size:
            return False
        if growth.epoch not in {None, unsealed.epoch(self._session)}:
            return False
        rows = [
            {"n": number, "s": scope, "e": entry}
            for number, (scope, entry) in enumerate(growth.entries, start=growth.size)
        ]
        leaves = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
        self._session.run(_LEAVES[self._session.dialect], leaves=leaves)
        for tile in growth.tiles:
            self._add(tile)
        return True

    def horizon(self) -> int:
        """Return a number above those of all transactions that run, for `begin_epoch`."""
        return unsealed.horizon(self._session)

    def begin_epoch(self, horizon: int) -> bool:
        """Note that the database moved to another server; False while that cannot be done yet.

        `horizon` was taken after the move was seen.
        """
        last = unsealed.epoch_after(self._session, horizon) if self._alone() else None
        if last is None:
            return False
        self._session.run(_EPOCH, last_id=last)
        return True

    def put(self, sealed: Sealed) -> bool:
        """Add a checkpoint, unless there is one of this size; False where somebody else adds."""
        if not self._alone():
            return False
        values = {"size": sealed.size, "root": sealed.root, "note": sealed.note, "at": sealed.at}
        return self._session.run(_CHECKPOINT, **values).rowcount == 1

    def _alone(self) -> bool:
        """Tell whether no other transaction adds; none does until this one ends."""
        if self._session.dialect == "sqlite":
            return True
        (alone,) = self._session.run(_TRY, lock=_LOCK).fetchone()
        return bool(alone)

    def _add(self, tile: Tile) -> None:
        values = {"level": tile.level, "number": tile.number}
        self._session.run(_TILE, **values, hashes=tile.hashes, root=tile.root)
