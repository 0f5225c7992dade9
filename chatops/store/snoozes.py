"""Snoozes over all changes: those whose moment has come and that have not ended."""

from datetime import datetime

from chatops.store.session import Session, Statement

DUE = Statement("SELECT key FROM notes WHERE due_at <= :now ORDER BY due_at, key")


def due_keys(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the changes with such a snooze, longest ago first."""
    return tuple(dict.fromkeys(key for (key,) in session.run(DUE, now=now).fetchall()))
