"""The same numbers of one week with nothing but the driver: what a digest cannot be cheaper than.

Each question is written by hand for what an index answers: the changes that were opened in the
week, the states that they came into, what was said in 90 days, what stuck, and what is owed. SQLite
gives tuples that are counted in Python; PostgreSQL counts. No digest is made of it, and no list.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any

from chatops.core.extent import HABIT, STUCK_AFTER, Extent
from chatops.store.session import stamp

_PRESENT = """t.system IN ({systems}) AND NOT EXISTS (SELECT 1 FROM revisions n
        WHERE n.key = t.key AND n.number > t.revision AND n.number > 1
            AND n.submitted_at < '{ends}')"""
_OPENED = f"""SELECT t.key, t.system, r.kind, r.assistance, c.opened_at
    FROM changes c JOIN targets t ON t.key = c.key
    JOIN revisions r ON r.key = t.key AND r.number = t.revision
    WHERE c.opened_at >= '{{begins}}' AND c.opened_at < '{{ends}}' AND {_PRESENT}"""  # noqa: S608 - only constants
_SAID = f"""SELECT d.key, d.person, d.verb, d.level, d.read_at, d.at, c.requester, r.assistance
    FROM targets t JOIN decisions d ON d.key = t.key JOIN changes c ON c.key = t.key
    JOIN revisions r ON r.key = t.key AND r.number = t.revision
    WHERE d.at >= '{{habit}}' AND d.at < '{{ends}}' AND {_PRESENT}"""  # noqa: S608 - as above
_CAME = f"""SELECT s.key, t.system, s.state, s.at, c.opened_at
    FROM states s JOIN targets t ON t.key = s.key JOIN changes c ON c.key = s.key
    WHERE s.at >= '{{begins}}' AND s.at < '{{ends}}' AND {_PRESENT}"""  # noqa: S608 - as above
_STUCK = f"""SELECT COUNT(*) FROM changes c JOIN targets t ON t.key = c.key
    WHERE c.status = 'open' AND c.opened_at < '{{stale}}' AND {_PRESENT}
        AND NOT EXISTS (SELECT 1 FROM states s WHERE s.key = c.key AND s.state = 'approved'
            AND s.at < '{{ends}}')"""  # noqa: S608 - as above
_OTHERS = tuple(
    f"SELECT COUNT(*) FROM {table} o JOIN targets t ON t.key = o.key WHERE {which} AND {_PRESENT}"  # noqa: S608 - as above
    for table, which in (
        ("obligations", "o.is_open"),
        ("declarations", "o.at >= '{begins}' AND o.at < '{ends}'"),
        ("bypasses", "o.at >= '{begins}' AND o.at < '{ends}'"),
    )
)
_GROUPED = (
    f"""SELECT system, kind, assistance, date_trunc('day', opened_at), COUNT(*)
    FROM ({_OPENED}) AS o GROUP BY 1, 2, 3, 4""",  # noqa: S608 - as above
    f"""SELECT person, COUNT(DISTINCT key) FILTER (WHERE verb = 'approve'),
        COUNT(DISTINCT requester), COUNT(*) FILTER (WHERE verb = 'reject'),
        COUNT(*) FILTER (WHERE verb = 'approve' AND at >= '{{begins}}' AND read_at IS NULL),
        COUNT(*) FILTER (WHERE verb = 'approve' AND at >= '{{begins}}'
            AND at - read_at < interval '10 seconds'),
        COUNT(DISTINCT key) FILTER (WHERE at >= '{{begins}}' AND level = 'senior')
    FROM ({_SAID}) AS w GROUP BY 1""",  # noqa: S608 - as above
    f"""SELECT system, state, date_trunc('day', at), COUNT(DISTINCT key),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY at - opened_at),
        percentile_disc(0.9) WITHIN GROUP (ORDER BY at - opened_at)
    FROM ({_CAME}) AS c GROUP BY 1, 2, 3""",  # noqa: S608 - as above
)

Ask = Callable[[str], list[Any]]
"""Runs one statement and returns its rows."""


def grouped(ask: Ask, extent: Extent) -> int:
    """Let PostgreSQL count; return how many changes were opened."""
    given = _given(extent)
    opened, _, _ = (ask(sql.format(**given)) for sql in _GROUPED)
    said = ask(_SAID.format(**given | {"habit": given["begins"]}))
    assert sum(not extent.is_at_work(one[1], one[5]) for one in said if one[2] == "approve") >= 0
    for sql in (_STUCK, *_OTHERS):
        ask(sql.format(**given))
    return sum(one[-1] for one in opened)


def tuples(ask: Ask, extent: Extent) -> int:
    """Count in Python what SQLite gives; return how many changes were opened."""
    given = _given(extent)
    opened, said, came = (ask(sql.format(**given)) for sql in (_OPENED, _SAID, _CAME))
    for sql in (_STUCK, *_OTHERS):
        ask(sql.format(**given))
    counts = Counter[tuple[str, str]]()
    for _, system, kind, assistance, at in opened:
        counts.update((("day", at[:10]), ("system", system), ("kind", kind), ("ai", assistance)))
    _count_said(said, counts, extent)
    _count_came(came, counts, extent)
    return len({one[0] for one in opened})


def _given(extent: Extent) -> dict[str, str]:
    return {
        "systems": ", ".join(f"'{one}'" for one in extent.systems),
        "begins": stamp(extent.begins),
        "ends": stamp(extent.ends),
        "habit": stamp(extent.ends - HABIT),
        "stale": stamp(extent.ends - STUCK_AFTER),
    }


def _count_said(said: list[Any], counts: Counter[tuple[str, str]], extent: Extent) -> None:
    begins = stamp(extent.begins)
    gave: dict[str, set[str]] = defaultdict(set)
    of: dict[str, set[str]] = defaultdict(set)
    rejecters = set()
    for key, person, verb, level, read_at, at, requester, assistance in said:
        if verb == "approve":
            gave[person].add(key)
            of[person].add(requester)
        else:
            rejecters.add(person)
        if at < begins:
            continue
        counts[(verb, at[:10])] += 1
        if verb == "approve":
            moment = datetime.fromisoformat(at)
            counts[("late", "")] += not extent.is_at_work(person, moment)
            took = moment - datetime.fromisoformat(read_at) if read_at else timedelta(days=1)
            counts[("hasty", "")] += took < timedelta(seconds=10)
            counts.update((("signed", person), ("level", level), ("ai", assistance)))
    counts[("never", "")] = len(gave.keys() - rejecters)
    counts[("loyal", "")] = sum(len(one) == 1 for one in of.values())


def _count_came(came: list[Any], counts: Counter[tuple[str, str]], extent: Extent) -> None:
    took: dict[str, list[timedelta]] = defaultdict(list)
    for _, system, state, at, opened_at in came:
        counts[(state, at[:10])] += 1
        if state == "approved":
            length = datetime.fromisoformat(at) - datetime.fromisoformat(opened_at)
            took[extent.teams[system]].append(length)
    for team, lengths in took.items():
        counts[("median", team)] = int(median_low(lengths).total_seconds())
