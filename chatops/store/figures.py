"""The figures of a digest, counted in SQL: one statement, whatever the organisation's size.

Only two things are left to Python: who was at work when they approved, for no database knows
holidays, and SQLite's medians, which its window functions find more slowly than a sort here.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from chatops.core.digest import (
    Adopted,
    Broken,
    Count,
    Day,
    Figures,
    Pair,
    Rejected,
    Speed,
    Unpaid,
)
from chatops.core.extent import HABIT, HASTE, OFTEN, PAIRED, STUCK_AFTER, Extent
from chatops.core.retold import sorted_figures, speed
from chatops.core.weeks import days_of
from chatops.store import annexes
from chatops.store.changes import number_of
from chatops.store.counting import keys_of, rows_of, seconds, shared
from chatops.store.session import Session, Statement, instant, stamp

_ADOPTED = Statement(
    """SELECT digest, adopted_by, adopted_at, why FROM policies
    WHERE adopted_at >= :begins AND adopted_at < :ends ORDER BY number"""
)
_COLUMNS = {
    "what": "text",
    "whose": "text",
    "key": "text",
    "at": "timestamptz",
    "first": "bigint",
    "second": "bigint",
    "third": "bigint",
    "body": "text",
}
_DAILY = {
    "opened": "opened one",
    "approved": "approved one",
    "rejected": "words one",
    "expired": "moved one",
    "overridden": "moved one",
}
_ONLY = {
    "rejected": "one.verb = 'reject'",
    "expired": "one.state = 'expired'",
    "overridden": "one.state = 'overridden'",
}
_TOOK = """SELECT a.key, '' AS team, {seconds} AS took FROM approved a
    UNION ALL SELECT DISTINCT a.key, o.team, {seconds}
    FROM approved a JOIN ours o ON o.key = a.key WHERE o.team <> ''"""


def of(session: Session, extent: Extent) -> Figures:
    """Return the figures of the extent."""
    found = _found(session, extent, lists=False)
    return _figures(session, extent, found, _late(found, extent))


def with_lists(
    session: Session, extent: Extent
) -> tuple[Figures, dict[tuple[Count, str], tuple[str, ...]]]:
    """Return the figures, and the keys of the changes behind each, oldest first."""
    found = _found(session, extent, lists=True)
    late = _late(found, extent)
    told = [((Count(one["what"]), one["whose"]), one["body"].split()) for one in found.counts()]
    told += [((Count.AFTER_HOURS, ""), late)] if late else []
    lists = {figure: tuple(sorted(set(keys), key=number_of)) for figure, keys in told}
    return _figures(session, extent, found, late), lists


def _found(session: Session, extent: Extent, *, lists: bool) -> "_Found":
    statement = _statement(session.dialect, lists=lists)
    return _Found(session.run(statement, **values(extent)).fetchall())


def _late(found: "_Found", extent: Extent) -> list[str]:
    """Return the change of each approval that was given outside of working hours."""
    said = ((one["whose"], instant(one["at"]), one["key"]) for one in found["approval"])
    return [key for person, at, key in said if not extent.is_at_work(person, at)]


def _figures(session: Session, extent: Extent, found: "_Found", late: list[str]) -> Figures:
    adopted = session.run(_ADOPTED, begins=extent.begins, ends=extent.ends).fetchall()
    counts = [(Count(one["what"]), one["whose"], one["first"]) for one in found.counts()]
    speeds = _speeds(found)
    return Figures(
        figures=sorted_figures([*counts, *([(Count.AFTER_HOURS, "", len(late))] if late else [])]),
        speeds=tuple(one for one in speeds if one.team),
        overall=next((one for one in speeds if not one.team), None),
        days=_days(found, extent),
        rejected=_rejected(found),
        broken=_broken(found, extent),
        unpaid=_unpaid(found),
        adopted=tuple(Adopted(one, by, instant(at), why) for one, by, at, why in adopted),
        pairs=_pairs(found),
        approvals=len(found["approval"]),
    )


def values(extent: Extent) -> dict[str, Any]:
    """Return the values of the shared parts of the statements."""
    days = days_of(extent.begins, extent.ends, extent.zone)
    spells = (
        (one.name, one.system, one.environment, stamp(one.begins), stamp(one.ends))
        for one in extent.spells
    )
    return {
        "begins": extent.begins,
        "ends": extent.ends,
        "habit": min(extent.begins, extent.ends - HABIT),
        "stale": extent.ends - STUCK_AFTER,
        "haste": int(HASTE.total_seconds()),
        "paired": PAIRED,
        "often": OFTEN,
        "seniors": list(extent.seniors),
        "places": json.dumps(sorted(extent.teams.items())),
        "systems": list(extent.teams),
        "teams": list(extent.teams.values()),
        "days": json.dumps([(day, stamp(begins), stamp(ends)) for day, begins, ends in days]),
        "spells": json.dumps(list(spells)),
    }


class _Found:
    """The rows of the statement, by what they tell."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            told = dict(zip(_COLUMNS, row, strict=True))
            self._rows[told["what"]].append(told)

    def __getitem__(self, what: str) -> list[dict[str, Any]]:
        return self._rows.get(what, [])

    def counts(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that are figures."""
        for count in Count:
            yield from self[count.value]


@cache
def _statement(dialect: str, *, lists: bool) -> Statement:
    return Statement(f"{shared(dialect)}\n{' UNION ALL '.join(_arms(dialect, lists=lists))}")


def _arms(dialect: str, *, lists: bool) -> Iterator[str]:
    told = {"whose": "whose", "first": "COUNT(*)"} | ({"body": keys_of(dialect)} if lists else {})
    for count, rows in rows_of(dialect):
        yield _arm(count.value, f"({rows}) AS one GROUP BY whose", **told)
    for name, source in _DAILY.items():
        number = "COUNT(*)" if name == "rejected" else "COUNT(DISTINCT one.key)"
        on = f"{source} JOIN days d ON one.at >= d.begins AND one.at < d.ends"
        grouped = f"{on} WHERE {_ONLY.get(name, 'TRUE')} GROUP BY d.day"
        yield _arm(f"day {name}", grouped, whose="d.day", first=number)
    yield _took(dialect)
    yield _arm("approval", "words WHERE verb = 'approve'", whose="person", key="key", at="at")
    yield _arm(
        "rejection",
        "words w JOIN decisions d ON d.key = w.key AND d.number = w.number WHERE w.verb = 'reject'",
        whose="w.person",
        key="w.key",
        at="w.at",
        first="w.number",
        body="d.comment",
    )
    yield _arm("glass", "broken", key="key", first="number", body="body")
    yield _arm("debt", "owed", key="key", first="number", body="body")
    yield _arm("habit", "pairs", whose="one", key="other", first="of_other", second="of_one")


def _took(dialect: str) -> str:
    """Return how long the first approvals took: the percentiles, or each of them on SQLite."""
    rows = f"({_TOOK.format(seconds=seconds('a.at', 'a.opened_at', dialect))}) AS one"
    if dialect == "sqlite":
        return _arm("took", rows, whose="team", first="took")
    late = "percentile_disc({part}) WITHIN GROUP (ORDER BY took)"
    parts = {"second": late.format(part=0.5), "third": late.format(part=0.9)}
    return _arm("speed", f"{rows} GROUP BY team", whose="team", first="COUNT(*)", **parts)


def _arm(what: str, source: str, **columns: str) -> str:
    """Return one part of the statement: its rows have all columns, most of them empty."""
    given = {"what": f"'{what}'", **columns}
    told = (
        f"{given.get(name, 'NULL')} AS {name}"
        if name in given
        else f"CAST(NULL AS {kind}) AS {name}"
        for name, kind in _COLUMNS.items()
    )
    return f"SELECT {', '.join(told)} FROM {source}"  # noqa: S608 - only constants of this module


def _speeds(found: _Found) -> list[Speed]:
    """Return the speed of each team, and of all under no name."""
    took: dict[str, list[int]] = defaultdict(list)
    for one in found["took"]:
        took[one["whose"]].append(one["first"])
    speeds = [speed(team, seconds) for team, seconds in took.items()]
    speeds += [
        Speed(one["whose"], one["first"], one["second"], one["third"]) for one in found["speed"]
    ]
    return sorted(speeds, key=lambda one: one.team)


def _days(found: _Found, extent: Extent) -> tuple[Day, ...]:
    numbers = {
        (name, one["whose"]): one["first"] for name in _DAILY for one in found[f"day {name}"]
    }
    days = (day for day, _, _ in days_of(extent.begins, extent.ends, extent.zone))
    return tuple(Day(day, **{name: numbers.get((name, day), 0) for name in _DAILY}) for day in days)


def _rejected(found: _Found) -> tuple[Rejected, ...]:
    rows = sorted(found["rejection"], key=lambda one: (*_moment(one), one["first"]))
    return tuple(
        Rejected(one["key"], one["whose"], instant(one["at"]), one["body"]) for one in rows
    )


def _moment(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["at"], number_of(row["key"])


def _broken(found: _Found, extent: Extent) -> tuple[Broken, ...]:
    broken = []
    for row in found["glass"]:
        one = annexes.declaration(row["first"], row["body"])
        used = one.used_at is not None and one.used_at < extent.ends
        broken.append((row["first"], Broken(row["key"], one.person, one.at, used, one.reason)))
    broken.sort(key=lambda one: (one[1].at, number_of(one[1].key), one[0]))
    return tuple(one for _, one in broken)


def _unpaid(found: _Found) -> tuple[Unpaid, ...]:
    owed = ((one["key"], annexes.obligation(one["first"], one["body"])) for one in found["debt"])
    return tuple(
        Unpaid(key, one.number, one.owed.value, one.by, one.created_at, one.due_at)
        for key, one in sorted(owed, key=lambda two: (number_of(two[0]), two[1].number))
    )


def _pairs(found: _Found) -> tuple[Pair, ...]:
    pairs = (Pair(one["whose"], one["key"], one["first"], one["second"]) for one in found["habit"])
    return tuple(sorted(pairs, key=lambda one: (one.one, one.other)))
