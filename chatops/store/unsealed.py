"""Which entries are to be sealed next: an order in which none that commits late is passed over.

An `id` is given when an entry is written and becomes visible when its transaction commits, so on
PostgreSQL a lower id may appear after a higher one was sealed. There the order is (number of the
transaction, id), and only below the oldest transaction that still runs (`pg_snapshot_xmin`):
nothing appears there any more. SQLite has one writer, whose ids appear in order.

A database that is restored into another server numbers its transactions anew. That is noticed, the
entries from before are sealed, and a new epoch begins with the first entry of the new server.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.store.session import Session, Statement, instant

MOST = 10_000
"""How far the entries that wait are counted."""

_LAST = Statement(
    """SELECT e.xid, e.id FROM leaves l JOIN entries e ON e.scope = l.scope AND e.number = l.entry
    WHERE l.number = (SELECT MAX(number) FROM leaves)"""
)
_EPOCH = Statement("SELECT COALESCE(MAX(last_id), 0) FROM epochs")
_XMIN = "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"
_XMAX = "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
_AFTER = "(e.xid, e.id) > (:xid, :id) AND e.id > :epoch"
_WAITING = Statement(
    f"""SELECT COUNT(*), MIN(w.at) FROM (SELECT e.at FROM entries e WHERE {_AFTER}
    ORDER BY e.xid, e.id LIMIT :most) AS w"""  # noqa: S608 - only constants of this module
)
_NEXT = f"SELECT e.scope, e.number, e.body FROM entries e WHERE {_AFTER}"  # noqa: S608
_ORDER = "ORDER BY e.xid, e.id LIMIT :limit"
_UPCOMING = {
    "postgresql": Statement(f"{_NEXT} AND e.xid < {_XMIN} AND e.id < :before {_ORDER}"),
    # One row: SQLite lets another thread run at each, which may take its time.
    "sqlite": Statement(
        f"""SELECT json_agg(json_build_array(n.scope, n.number, n.body))
        FROM ({_NEXT} {_ORDER}) AS n"""  # noqa: S608 - only constants of this module
    ),
}
# Visible, but numbered as no transaction here is yet: of another server, and committed there.
_FOREIGN = Statement(
    f"""{_NEXT} AND e.xid >= {_XMAX} AND e.id < :before AND NOT EXISTS (
        SELECT 1 FROM entries e
        WHERE {_AFTER} AND e.id < :before AND e.xid >= {_XMIN} AND e.xid < {_XMAX})
    {_ORDER}"""  # noqa: S608 - only constants of this module
)
_LEFT = Statement(f"{_NEXT} AND e.id < :before LIMIT 1")
# The leaf as a value, not as a join: it is looked up for the entries since the last leaf alone.
_LEAF = "(SELECT l.number FROM leaves l WHERE l.scope = e.scope AND l.entry = e.number)"
_BEHIND = Statement(
    f"""SELECT e.id FROM entries e WHERE e.id > :id AND e.xid < :xid AND {_LEAF} IS NULL
    ORDER BY e.id LIMIT 1"""  # noqa: S608 - only constants of this module
)
_GREATEST_SEALED = Statement(
    f"""SELECT e.id FROM entries e WHERE e.id < :before AND {_LEAF} IS NOT NULL
    ORDER BY e.id DESC LIMIT 1"""  # noqa: S608 - only constants of this module
)
# Below the last entry that was sealed nothing may be without a leaf: it never would get one.
_HIDDEN = Statement(
    f"""SELECT (SELECT COUNT(*) FROM entries) - (SELECT COUNT(*) FROM leaves)
        - (SELECT COUNT(*) FROM entries e WHERE {_AFTER})"""  # noqa: S608 - as above
)
_PASSED = Statement(
    f"""SELECT e.scope, e.number FROM entries e
    WHERE (e.id <= :epoch OR (e.id < :id AND e.xid <= :xid)) AND {_LEAF} IS NULL
    ORDER BY e.id LIMIT :limit"""  # noqa: S608 - only constants of this module
)
_NUMBER = Statement("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint)")
_ENDED = Statement(f"SELECT {_XMIN} > :horizon")
_GREATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Move:
    """The database moved to another server: `first` is the lowest id seen of an entry since."""

    first: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The last entry that was sealed in this epoch, and the id after which the epoch began."""

    xid: int
    id: int
    epoch: int

    @property
    def values(self) -> dict[str, int]:
        return {"xid": self.xid, "id": self.id, "epoch": self.epoch}


def waiting(session: Session) -> tuple[int, datetime | None]:
    """Return how many entries are not sealed (`MOST` at most), and when the oldest was written."""
    count, oldest = session.run(_WAITING, **_place(session).values, most=MOST).fetchone()
    return count, instant(oldest) if oldest else None


def upcoming(session: Session, limit: int, move: Move | None) -> list[tuple[str, int, str]]:
    """Return scope, number and body of up to `limit` entries to be sealed next.

    After a move these are only entries from before it, until a new epoch has begun.
    """
    place = _place(session)
    before = move.first if move else _GREATEST
    values = {**place.values, "before": before}
    found = session.run(_UPCOMING[session.dialect], **values, limit=limit)
    if session.dialect == "sqlite":
        return listed(found.fetchone())
    rows = found.fetchall()
    if len(rows) < limit and (move or not place.epoch):
        rows += session.run(_FOREIGN, **values, limit=limit - len(rows)).fetchall()
    return rows


def moved(session: Session) -> Move | None:
    """Return the move of which there are entries that no epoch accounts for yet, or None.

    Such an entry is newer than the last one that was sealed, but its transaction has a lower
    number: in one server it would have been sealed before that.
    """
    place = _place(session)
    if session.dialect == "sqlite" or not place.xid:
        return None
    row = session.run(_BEHIND, xid=place.xid, id=place.id).fetchone()
    return Move(*row) if row else None


def epoch(session: Session) -> int:
    """Return the id after which the epoch began that holds."""
    (last,) = session.run(_EPOCH).fetchone()
    return int(last)


def passed_over(session: Session, limit: int) -> list[tuple[str, int]]:
    """Return scope and number of the first entries that will never be sealed; none are right.

    They lie before the last one that was sealed, so nobody looks for them any more.
    """
    place = _place(session)
    (hidden,) = session.run(_HIDDEN, **place.values).fetchone()
    if hidden <= 0:  # all that are not sealed are still to come
        return []
    rows = session.run(_PASSED, **place.values, limit=limit).fetchall()
    return [(scope, number) for scope, number in rows]


def horizon(session: Session) -> int:
    """Return the number of this transaction: all that run by now have lower ones."""
    (number,) = session.run(_NUMBER).fetchone()
    return int(number)


def epoch_after(session: Session, horizon: int) -> int | None:
    """Return the id after which the epoch since a move begins; None while it cannot begin yet.

    It can once all entries from before the move are sealed, and all transactions up to the
    horizon ended, taken when the move was seen: a lower id may appear until then.
    """
    (ended,) = session.run(_ENDED, horizon=horizon).fetchone()
    now = moved(session) if ended else None
    if now is None or session.run(_LEFT, **_place(session).values, before=now.first).fetchone():
        return None
    row = session.run(_GREATEST_SEALED, before=now.first).fetchone()
    return int(row[0]) if row else 0


def listed(row: tuple[Any]) -> list[Any]:
    """Return the elements that `json_agg` gathered in either database."""
    (gathered,) = row
    return json.loads(gathered) if isinstance(gathered, str) else gathered or []


def _place(session: Session) -> _Place:
    began = epoch(session)
    xid, last = session.run(_LAST).fetchone() or (0, 0)
    return _Place(xid, last, began) if last > began else _Place(0, began, began)
