"""What is owed, over all changes: looked for by the columns beside the obligations' bodies."""

from datetime import datetime

from chatops.store.session import Session, Statement

_OWING = Statement(
    """SELECT key FROM obligations WHERE is_open AND NOT is_told AND due_at <= :now
    GROUP BY key ORDER BY MIN(due_at), key"""
)
_INDEBTED = Statement(
    """SELECT c.key FROM changes c WHERE c.key IN (SELECT key FROM obligations WHERE is_open)
    ORDER BY c.number"""
)


def owing_keys(session: Session, now: datetime) -> tuple[str, ...]:
    """Return the changes that owe something which is due and not told yet, longest due first."""
    return tuple(key for (key,) in session.run(_OWING, now=now).fetchall())


def indebted_keys(session: Session) -> tuple[str, ...]:
    """Return the changes that owe anything, oldest first."""
    return tuple(key for (key,) in session.run(_INDEBTED).fetchall())
