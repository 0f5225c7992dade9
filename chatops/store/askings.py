"""Who asked for proofs, each with the entries at which the scope it is about stood then.

They are read a page at a time, and of each page's scopes only the entries that it names.
"""

from collections.abc import Iterator
from typing import NamedTuple

import orjson

from chatops.core.events_audit import READS
from chatops.store.session import Session, Statement

_PAGE = 500
_PLACE = """e.number, e.xid, e.id, (
        SELECT l.number FROM leaves l WHERE l.scope = e.scope AND l.entry = e.number)"""
_READINGS = Statement(
    f"""SELECT {_PLACE}, e.body FROM entries e
    WHERE e.scope = :scope AND e.number > :after ORDER BY e.number LIMIT :limit"""  # noqa: S608 - columns
)
_NAMED = Statement(
    f"""SELECT e.scope, {_PLACE} FROM entries e
    WHERE e.scope = ANY(:scopes) AND e.number = ANY(:numbers)"""  # noqa: S608 - columns
)


class Place(NamedTuple):
    """Where an entry of a scope stands: in its transaction, among all written, in the log."""

    number: int
    xid: int
    id: int
    leaf: int | None

    def precedes(self, other: "Place") -> bool:
        """Tell whether it was there when the other was written.

        Ids are given in that order while the scope is held. The log has another one only where a
        transaction that began earlier (on PostgreSQL) wrote its entry later.
        """
        if self.id < other.id:
            return True
        is_above = None not in {self.leaf, other.leaf} and (self.leaf or 0) < (other.leaf or 0)
        return is_above and self.xid >= other.xid


class Asking(NamedTuple):
    """An entry that says that a proof of the first `size` entries of `about` was asked for.

    `last` is the entry of that number, and `next` the one behind it, as far as they are there.
    """

    place: Place
    about: str
    size: int
    last: Place | None
    next: Place | None


def askings(session: Session, kind: str) -> Iterator[Asking]:
    """Yield everybody's asking for a proof (readings of this kind), oldest first."""
    after = 0
    while rows := session.run(_READINGS, scope=READS, after=after, limit=_PAGE).fetchall():
        after = rows[-1][0]
        told = [(Place(*row[:-1]), *said) for row in rows if (said := _said(row[-1], kind))]
        places = _places(session, [(about, count) for _, about, count in told])
        for place, about, count in told:
            beside = places.get((about, count)), places.get((about, count + 1))
            yield Asking(place, about, count, *beside)


def _said(body: str, kind: str) -> tuple[str, int] | None:
    """Return `CR-1` and 7 for a reading of `CR-1#7`; None for any other, or what is none."""
    try:
        event = orjson.loads(body)["event"]
        about, found, count = event["about"].rpartition("#")
        is_one = event["what"] == kind and found and count.isascii() and count.isdigit()
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        return None
    return (about, min(int(count[:10]), 2**31 - 2)) if is_one else None


def _places(session: Session, named: list[tuple[str, int]]) -> dict[tuple[str, int], Place]:
    if not named:
        return {}
    scopes = sorted({about for about, _ in named})
    numbers = sorted({one for _, count in named for one in (count, count + 1)})
    rows = session.run(_NAMED, scopes=scopes, numbers=numbers).fetchall()
    return {(scope, place[0]): Place(*place) for scope, *place in rows}
