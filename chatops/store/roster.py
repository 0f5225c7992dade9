"""How far the reading of a workspace's people got, so that any replica can go on with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chatops.store.session import Session, Statement, instant

_ALL = Statement("SELECT team, cursor, due_at, ended_at FROM roster ORDER BY team")
_CLAIM = Statement(
    """INSERT INTO roster (team, cursor, due_at, ended_at) VALUES (:team, '', :until, NULL)
    ON CONFLICT (team) DO UPDATE SET due_at = excluded.due_at WHERE roster.due_at <= :now
    RETURNING team, cursor, due_at, ended_at"""
)
_PUT = Statement(
    """UPDATE roster SET cursor = :cursor, due_at = :due_at, ended_at = :ended_at
    WHERE team = :team"""
)
_KEEP = Statement("DELETE FROM roster WHERE NOT (team = ANY(:teams))")


@dataclass(frozen=True, slots=True)
class Roster:
    """Of one workspace (`team` is its id): where to go on, from when on, and the last end.

    `cursor` is empty where the next page is the first; `ended_at` is None before the first end.
    """

    team: str
    cursor: str
    due_at: datetime
    ended_at: datetime | None


def every(session: Session) -> tuple[Roster, ...]:
    """Return this of every workspace that was ever read."""
    return tuple(map(_roster, session.run(_ALL).fetchall()))


def claim(session: Session, team: str, now: datetime, until: datetime) -> Roster | None:
    """Take the next page for as long as `until`; None where it is not due or somebody has it."""
    row = session.run(_CLAIM, team=team, now=now, until=until).fetchone()
    return _roster(row) if row else None


def put(session: Session, roster: Roster) -> None:
    """Write down how far it got."""
    session.run(
        _PUT,
        team=roster.team,
        cursor=roster.cursor,
        due_at=roster.due_at,
        ended_at=roster.ended_at,
    )


def keep(session: Session, teams: Iterable[str]) -> None:
    """Forget all workspaces but these."""
    session.run(_KEEP, teams=list(teams))


def _roster(row: tuple[str, str, object, object]) -> Roster:
    team, cursor, due_at, ended_at = row
    return Roster(team, cursor, instant(due_at), instant(ended_at) if ended_at else None)
