"""Deliveries that were dealt with: Slack and pipelines repeat what they are unsure about.

What begins with `ever:` is never forgotten: it is done once, and not only once in a while.
"""

from datetime import datetime

from chatops.store.session import Session, Statement

ONCE = Statement(
    "INSERT INTO deliveries (delivery, at) VALUES (:delivery, :at) ON CONFLICT DO NOTHING"
)
_FORGET = Statement(
    """DELETE FROM deliveries WHERE delivery IN (
        SELECT delivery FROM deliveries
        WHERE at < :before AND delivery NOT LIKE 'ever:%' LIMIT :limit)"""
)
_BATCH = 5000


def once(session: Session, delivery: str, at: datetime) -> bool:
    """Note the delivery; return False when it was noted before.

    A parallel one waits in the database until the other's transaction has ended.
    """
    return session.run(ONCE, delivery=delivery, at=at).rowcount == 1


def forget(session: Session, before: datetime) -> int:
    """Delete what was noted before that; return how many rows."""
    forgotten = 0
    while count := session.run(_FORGET, before=before, limit=_BATCH).rowcount:
        forgotten += count
    return forgotten
