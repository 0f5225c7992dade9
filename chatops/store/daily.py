"""Of the changes behind a number of a week, those that it counts on one day."""

from collections.abc import Collection
from datetime import datetime

from chatops.core.digest import Count
from chatops.store.session import Session, Statement

_FOUND = """SELECT c.key FROM changes c WHERE c.key = ANY(:keys) AND {} ORDER BY c.number"""
_WHEN = {
    Count.OPENED: "c.opened_at >= :begins AND c.opened_at < :ends",
    Count.APPROVED: """(SELECT MIN(s.at) FROM states s
        WHERE s.key = c.key AND s.state = 'approved') >= :begins
        AND (SELECT MIN(s.at) FROM states s
        WHERE s.key = c.key AND s.state = 'approved') < :ends""",
    Count.REJECTED: """EXISTS (SELECT 1 FROM decisions d WHERE d.key = c.key
        AND d.verb = 'reject' AND d.at >= :begins AND d.at < :ends)""",
    Count.EXPIRED: """EXISTS (SELECT 1 FROM states s WHERE s.key = c.key
        AND s.state = 'expired' AND s.at >= :begins AND s.at < :ends)""",
    Count.BROKEN: """EXISTS (SELECT 1 FROM declarations d WHERE d.key = c.key
        AND d.at >= :begins AND d.at < :ends)""",
}
_STATEMENTS = {count: Statement(_FOUND.format(when)) for count, when in _WHEN.items()}


def on_day(
    session: Session, count: Count, keys: Collection[str], begins: datetime, ends: datetime
) -> tuple[str, ...]:
    """Return those of the keys behind this number of the week that are of this half-open time."""
    if not keys:
        return ()
    values = {"keys": list(keys), "begins": begins, "ends": ends}
    return tuple(key for (key,) in session.run(_STATEMENTS[count], **values).fetchall())
