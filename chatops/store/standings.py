"""How people stand in the workspace and in which time zone they are, as Slack last said."""

from collections.abc import Iterable
from datetime import datetime

from chatops.core.people import Standing
from chatops.store.session import Session, Statement

_OF = Statement("SELECT person, standing FROM standings WHERE person = ANY(:people)")
_REMEMBER = Statement(
    """INSERT INTO standings (person, standing, at, zone) VALUES (:person, :standing, :at, :zone)
    ON CONFLICT (person) DO UPDATE SET standing = excluded.standing, at = excluded.at,
        zone = COALESCE(excluded.zone, standings.zone)
    WHERE standings.at <= excluded.at"""
)


def of(session: Session, people: Iterable[str]) -> dict[str, Standing]:
    """Return the standings that are known of these people."""
    rows = session.run(_OF, people=list(people)).fetchall()
    return {person: Standing(standing) for person, standing in rows}


def remember(
    session: Session, person: str, standing: Standing, at: datetime, zone: str | None = None
) -> bool:
    """Remember what Slack said of this person at that time; False where newer things are known.

    Where it did not say the zone, the one that is known stays.
    """
    values = {"person": person, "standing": standing.value, "at": at, "zone": zone}
    return session.run(_REMEMBER, **values).rowcount == 1
