"""Who is away and who acts for them: the present state; its history is in the audit trail."""

from datetime import datetime
from typing import Any

from chatops.core.absence import Absence
from chatops.core.events import AbsenceSet
from chatops.store import trail
from chatops.store.session import Session, Statement, instant

_ALL = Statement("SELECT person, until, delegate, set_by FROM absences")
_SET = Statement(
    """INSERT INTO absences (person, until, delegate, set_by)
    VALUES (:person, :until, :delegate, :set_by)
    ON CONFLICT (person) DO UPDATE SET until = excluded.until, delegate = excluded.delegate,
        set_by = excluded.set_by"""
)
_FORGET = Statement(
    """DELETE FROM absences WHERE person IN (
        SELECT person FROM absences WHERE until <= :at FOR UPDATE SKIP LOCKED)"""
)


def known(session: Session) -> dict[str, Absence]:
    """Return every absence that is stored, by person; it may be over."""
    return {row[0]: absence(row) for row in session.run(_ALL).fetchall()}


def set_one(session: Session, given: Absence, event: AbsenceSet, at: datetime) -> None:
    """Store the absence and its audit entry; what is over by then is forgotten.

    The chain is locked before the row, here as everywhere.
    """
    trail.append(session, f"person:{given.person}", event, at)
    session.run(
        _SET,
        person=given.person,
        until=given.until,
        delegate=given.delegate,
        set_by=given.set_by,
    )
    session.run(_FORGET, at=at)


def absence(row: Any) -> Absence:
    """Return the absence of a row of person, until, delegate and who set it."""
    person, until, delegate, set_by = row
    return Absence(person, instant(until), delegate, set_by)
