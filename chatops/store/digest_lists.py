"""The changes behind each number of a digest, stored when it was made: a list is what was counted.

At most `MOST` of each, the oldest; `total` tells how many there are.
"""

from collections.abc import Mapping, Sequence

from chatops.core.attestation import SentDigest
from chatops.core.digest import Count
from chatops.store.changes import number_of
from chatops.store.session import Session, Statement

MOST = 20_000

Lists = Mapping[tuple[Count, str], Sequence[str]]
"""By what is counted and by whose name (empty: all): the keys of the changes, oldest first."""

_PUT = Statement(
    """INSERT INTO digest_lists (director, week, version, counted, whose, total, keys)
    VALUES (:director, :week, :version, :counted, :whose, :total, :keys)"""
)
_ONE = Statement(
    """SELECT total, keys FROM digest_lists WHERE director = :director AND week = :week
    AND version = :version AND counted = :counted AND whose = :whose"""
)
_ALL = Statement(
    """SELECT counted, whose, keys FROM digest_lists
    WHERE director = :director AND week = :week AND version = :version"""
)


def put(session: Session, sent: SentDigest, lists: Lists) -> None:
    """Store the lists of a digest that is stored for the first time."""
    for (count, whose), keys in lists.items():
        session.run(
            _PUT,
            director=sent.director,
            week=sent.week,
            version=sent.version,
            counted=count.value,
            whose=whose,
            total=len(keys),
            keys=" ".join(sorted(keys, key=number_of)[:MOST]),
        )


def one(
    session: Session, director: str, week: str, version: int, figure: tuple[Count, str]
) -> tuple[tuple[str, ...], int]:
    """Return the keys behind one number, oldest first, and how many changes there are."""
    counted, whose = figure
    wanted = {"director": director, "week": week, "version": version}
    row = session.run(_ONE, **wanted, counted=counted.value, whose=whose).fetchone()
    return (tuple(row[1].split()), row[0]) if row else ((), 0)


def every(
    session: Session, director: str, week: str, version: int
) -> dict[tuple[Count, str], tuple[str, ...]]:
    """Return the keys behind all numbers of a digest."""
    rows = session.run(_ALL, director=director, week=week, version=version).fetchall()
    return {(Count(counted), whose): tuple(keys.split()) for counted, whose, keys in rows}
