"""Which changes time alone asks for a step, by the index of their next moment.

What is not due is not looked at, however many changes are open.
"""

from datetime import UTC, datetime

from chatops.store.session import Session, Statement, instant

Claimed = tuple[datetime, str]
"""When the step was due, and the change's key."""

CLAIM = Statement(
    """SELECT c.next_step_at, c.key FROM changes c
    WHERE c.next_step_at <= :now AND (c.next_step_at, c.key) > (:after_at, :after_key)
    ORDER BY c.next_step_at, c.key LIMIT :limit FOR NO KEY UPDATE OF c SKIP LOCKED"""
)
DUE = Statement("SELECT COUNT(*) FROM changes WHERE next_step_at <= :now")
_FIRST = (datetime.min.replace(tzinfo=UTC), "")


def claim(
    session: Session, now: datetime, after: Claimed | None, limit: int
) -> tuple[Claimed, ...]:
    """Lock up to `limit` changes whose step is due and that come after that one, longest due first.

    Those that somebody else has locked are passed over: their turn comes again.
    """
    after_at, after_key = after or _FIRST
    values = {"after_at": after_at, "after_key": after_key, "limit": limit}
    rows = session.run(CLAIM, now=now, **values).fetchall()
    return tuple((instant(due_at), key) for due_at, key in rows)


def due(session: Session, now: datetime) -> int:
    """Return of how many changes a step is due."""
    (count,) = session.run(DUE, now=now).fetchone()
    return int(count)
