"""What is owed, over all changes: looked for by the columns beside the obligations' bodies."""

from chatops.store.session import Session, Statement

_INDEBTED = Statement(
    """SELECT c.key FROM changes c WHERE c.key IN (SELECT key FROM obligations WHERE is_open)
    ORDER BY c.number"""
)


def indebted_keys(session: Session) -> tuple[str, ...]:
    """Return the changes that owe anything, oldest first."""
    return tuple(key for (key,) in session.run(_INDEBTED).fetchall())
