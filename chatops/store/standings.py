"""How people stand in the workspace, as Slack last said."""

from collections.abc import Iterable
from datetime import datetime

from chatops.core.people import Standing
from chatops.store.session import Session, Statement

OF = Statement("SELECT person, standing FROM standings WHERE person = ANY(:people)")
_REMEMBER = Statement(
    """INSERT INTO standings (person, standing, at) VALUES (:person, :standing, :at)
    ON CONFLICT (person) DO UPDATE SET standing = excluded.standing, at = excluded.at"""
)


def of(session: Session, people: Iterable[str]) -> dict[str, Standing]:
    """Return the standings that are known of these people."""
    rows = session.run(OF, people=list(people)).fetchall()
    return {person: Standing(standing) for person, standing in rows}


def remember(session: Session, person: str, standing: Standing, at: datetime) -> None:
    """Remember what Slack said of this person at that time."""
    session.run(_REMEMBER, person=person, standing=standing.value, at=at)
