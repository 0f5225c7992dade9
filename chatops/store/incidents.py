"""Incidents of systems, as their incident tools tell them; the last that was told holds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chatops.core.events_talk import IncidentReported
from chatops.core.incident import Incident
from chatops.store import trail
from chatops.store.session import Session, Statement, instant

_COLUMNS = "id, system, title, severity, began_at, ended_at, link, key, posted_by"
_PUT = Statement(
    f"""INSERT INTO incidents ({_COLUMNS})
    VALUES (:id, :system, :title, :severity, :began_at, :ended_at, :link, :key, :posted_by)
    ON CONFLICT (system, id) DO UPDATE SET title = excluded.title, severity = excluded.severity,
        began_at = excluded.began_at, ended_at = excluded.ended_at, link = excluded.link,
        key = excluded.key, posted_by = excluded.posted_by"""  # noqa: S608 - a constant
)
_FIND = Statement(
    f"SELECT {_COLUMNS} FROM incidents WHERE system = :system AND id = :id"  # noqa: S608 - a constant
)
_OF = Statement(
    f"""SELECT {_COLUMNS} FROM incidents WHERE system = ANY(:systems) AND began_at >= :since
    ORDER BY began_at DESC, system, id LIMIT :limit"""  # noqa: S608 - a constant
)


def put(session: Session, incident: Incident, event: IncidentReported, at: datetime) -> None:
    """Store the incident and its audit entry, in the scope of the system.

    The chain is locked before the row, here as everywhere.
    """
    trail.append(session, f"system:{incident.system}", event, at)
    session.run(
        _PUT,
        id=incident.id,
        system=incident.system,
        title=incident.title,
        severity=incident.severity,
        began_at=incident.began_at,
        ended_at=incident.ended_at,
        link=incident.link,
        key=incident.key,
        posted_by=incident.posted_by,
    )


def find(session: Session, system: str, incident_id: str) -> Incident | None:
    """Return the incident, or None."""
    row = session.run(_FIND, system=system, id=incident_id).fetchone()
    return _incident(row) if row else None


def of(
    session: Session, systems: Iterable[str], since: datetime, limit: int
) -> tuple[Incident, ...]:
    """Return up to `limit` incidents of these systems that began since then, newest first."""
    rows = session.run(_OF, systems=list(systems), since=since, limit=limit).fetchall()
    return tuple(map(_incident, rows))


def _incident(row: Any) -> Incident:
    incident_id, system, title, severity, began_at, ended_at, link, key, posted_by = row
    return Incident(
        id=incident_id,
        system=system,
        title=title,
        severity=severity,
        began_at=instant(began_at),
        ended_at=None if ended_at is None else instant(ended_at),
        link=link,
        key=key,
        posted_by=posted_by,
    )
