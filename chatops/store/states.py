"""Which states changes came into, and when: those of the verdict, and that they are deployed."""

from collections.abc import Iterable
from datetime import datetime

from chatops.store.session import Session, Statement, instant

_BEFORE = Statement(
    """SELECT key, state, at FROM states WHERE key = ANY(:keys) AND at < :before
    ORDER BY key, number"""
)


def before(
    session: Session, keys: Iterable[str], moment: datetime
) -> dict[str, list[tuple[str, datetime]]]:
    """Return, by change, the states that these changes came into before that, in order."""
    found: dict[str, list[tuple[str, datetime]]] = {key: [] for key in keys}
    for key, state, at in session.run(_BEFORE, keys=list(found), before=moment).fetchall():
        found[key].append((state, instant(at)))
    return found
