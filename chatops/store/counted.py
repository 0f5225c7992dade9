"""The figures of a digest, and the changes behind each by the rows that are counted for it."""

from collections import defaultdict
from functools import cache
from typing import Any

from chatops.core.digest import Count, Figures
from chatops.core.extent import Extent
from chatops.store import figures
from chatops.store.changes import number_of
from chatops.store.counting import rows_of, shared
from chatops.store.session import Session, Statement, instant

Lists = dict[tuple[Count, str], tuple[str, ...]]
"""By what is counted and by whose name (empty: all): the keys of the changes, oldest first."""

_PATIENT = Statement("SELECT set_config('statement_timeout', '120s', TRUE)")
"""Until the transaction ends: nobody waits for a digest as they do for a click."""

_APPROVALS = "SELECT person, key, at FROM words WHERE verb = 'approve'"


class Counted:
    """What can be counted over an extent in one snapshot."""

    def __init__(self, session: Session, extent: Extent) -> None:
        self._session = session
        self._extent = extent
        if session.dialect == "postgresql":
            session.run(_PATIENT)

    def figures(self) -> Figures:
        """Return every number of the digest."""
        return figures.of(self._session, self._extent)

    def lists(self) -> Lists:
        """Return the keys behind every figure."""
        found: dict[tuple[Count, str], set[str]] = defaultdict(set)
        for count, of, key in self._rows(_everything(self._session.dialect)):
            found[Count(count), of].add(key)
        lists = {figure: tuple(sorted(keys, key=number_of)) for figure, keys in found.items()}
        late = self._after_hours()
        return lists | ({(Count.AFTER_HOURS, ""): late} if late else {})

    def keys(
        self, count: Count, of: str = "", *, limit: int = 100, after: str = ""
    ) -> tuple[str, ...]:
        """Return the keys behind one figure, oldest first; `after` is the one to go on behind."""
        known = number_of(after) if after else 0
        if count is Count.AFTER_HOURS:
            late = () if of else self._after_hours()
            return tuple(one for one in late if number_of(one) > known)[:limit]
        asked = {"of": of, "after": known, "limit": limit}
        rows = self._rows(_page(self._session.dialect, count), **asked)
        return tuple(key for (key,) in rows)

    def _after_hours(self) -> tuple[str, ...]:
        """Return the changes that somebody approved outside their working hours."""
        at_work = self._extent.is_at_work
        rows = self._rows(_at_times(self._session.dialect))
        keys = {key for person, key, at in rows if not at_work(person, instant(at))}
        return tuple(sorted(keys, key=number_of))

    def _rows(self, statement: Statement, **asked: Any) -> list[Any]:
        values = figures.values(self._extent)
        return self._session.run(statement, **values, **asked).fetchall()


@cache
def _at_times(dialect: str) -> Statement:
    return Statement(f"{shared(dialect)} {_APPROVALS}")


@cache
def _page(dialect: str, count: Count) -> Statement:
    rows = " UNION ALL ".join(sql for _, sql in rows_of(dialect, count))
    return Statement(
        f"""{shared(dialect)} SELECT c.key
        FROM (SELECT DISTINCT one.key FROM ({rows}) AS one WHERE one.whose = :of) AS found
        JOIN changes c ON c.key = found.key
        WHERE c.number > :after ORDER BY c.number LIMIT :limit"""  # noqa: S608 - only constants
    )


@cache
def _everything(dialect: str) -> Statement:
    parts = (
        f"SELECT '{count.value}' AS what, one.whose, one.key FROM ({rows}) AS one"  # noqa: S608 - only constants
        for count, rows in rows_of(dialect)
    )
    return Statement(f"{shared(dialect)} {' UNION ALL '.join(parts)}")
