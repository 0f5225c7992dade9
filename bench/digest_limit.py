"""The same numbers of one director's week, fetched as tuples from SQLite and counted in Python.

Nothing but the driver, and three questions that an index answers; no digest is made of it.
"""

import sqlite3
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median_low

from chatops.core.extent import HABIT, Extent
from chatops.store.session import stamp

_CHANGES = """SELECT t.key, t.system, c.requester, c.status, c.opened_at, r.kind, r.assistance
    FROM targets t JOIN changes c ON c.key = t.key
    JOIN revisions r ON r.key = t.key AND r.number = t.revision
    WHERE t.system IN ({systems}) AND r.submitted_at < :ends
        AND NOT EXISTS (SELECT 1 FROM revisions n WHERE n.key = t.key
            AND n.number > t.revision AND n.submitted_at < :ends)"""
_WORDS = """SELECT d.key, d.person, d.verb, d.level, d.read_at, d.at FROM decisions d
    WHERE d.key IN (SELECT key FROM targets WHERE system IN ({systems}))
        AND d.at >= :habit AND d.at < :ends"""
_STATES = """SELECT s.key, s.state, s.at FROM states s
    WHERE s.key IN (SELECT key FROM targets WHERE system IN ({systems})) AND s.at < :ends"""


def tuples(connection: sqlite3.Connection, extent: Extent) -> Counter[tuple[str, str]]:
    """Count what a digest counts, as far as it costs anything."""
    systems = ", ".join(f"'{one}'" for one in extent.systems)
    begins, ends = stamp(extent.begins), stamp(extent.ends)
    given = {"ends": ends, "habit": stamp(extent.ends - HABIT)}
    changes, words, states = (
        connection.execute(sql.format(systems=systems), given).fetchall()
        for sql in (_CHANGES, _WORDS, _STATES)
    )
    counts = Counter[tuple[str, str]]()
    mine = {key: rest for key, *rest in changes}
    for system, _, _, opened_at, kind, assistance in mine.values():
        if begins <= opened_at < ends:
            counts.update((("day", opened_at[:10]), ("system", system), ("kind", kind)))
            counts[("ai", assistance)] += 1
    _count_words([one for one in words if one[0] in mine], mine, counts, extent)
    _count_states([one for one in states if one[0] in mine], mine, counts, extent)
    return counts


def _count_words(
    words: list[tuple[str, ...]],
    mine: dict[str, list[str]],
    counts: Counter[tuple[str, str]],
    extent: Extent,
) -> None:
    begins = stamp(extent.begins)
    gave: dict[str, Counter[str]] = defaultdict(Counter)
    rejecters = set()
    for key, person, verb, level, read_at, at in words:
        if verb == "approve":
            gave[person][mine[key][1]] += 1
        elif verb == "reject":
            rejecters.add(person)
        if at < begins:
            continue
        if verb == "approve":
            moment = datetime.fromisoformat(at)
            counts[("late", "")] += not extent.is_at_work(person, moment)
            counts[("unread", "")] += read_at is None
            if read_at:
                took = moment - datetime.fromisoformat(read_at)
                counts[("hasty", "")] += took < timedelta(seconds=10)
            counts.update((("signed", person), ("level", level), ("ai", mine[key][5])))
        counts[(verb, at[:10])] += 1
    counts[("never", "")] = len(gave.keys() - rejecters)
    counts[("loyal", "")] = sum(len(one) == 1 for one in gave.values())


def _count_states(
    states: list[tuple[str, ...]],
    mine: dict[str, list[str]],
    counts: Counter[tuple[str, str]],
    extent: Extent,
) -> None:
    begins = stamp(extent.begins)
    took: dict[str, list[timedelta]] = defaultdict(list)
    for key, state, at in states:
        if at < begins:
            continue
        counts[(state, at[:10])] += 1
        if state == "approved":
            system, _, _, opened_at, *_ = mine[key]
            length = datetime.fromisoformat(at) - datetime.fromisoformat(opened_at)
            took[extent.teams[system]].append(length)
    for team, lengths in took.items():
        counts[("median", team)] = int(median_low(lengths).total_seconds())
    approved = {key for key, state, _ in states if state in {"approved", "expired"}}
    counts[("stuck", "")] = len(mine.keys() - approved)
