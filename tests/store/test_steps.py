"""Changes of which a step is due are claimed by one at a time, and nothing else is looked at."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from chatops.core.change import Status
from chatops.core.chase import Chase, Chased
from chatops.core.snooze import Snooze
from chatops.store.database import Store, open_store
from chatops.store.steps import CLAIM, DUE
from tests.builders import NOW
from tests.store.acting import opened
from tests.store.test_annexes import REVIEW, changed

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)


def due_at(store: Store, key: str, hours: int) -> None:
    """Let a step of the change be due after so many hours, and nothing before that."""
    chase = Chase(1, Chased.SIGN_OFF, "ana", 1, 0, NOW, next_at=NOW + hours * HOUR)
    changed(store, key, chases=(chase,))


def claims(store: Store, hours: int = 3, limit: int = 10) -> list[str]:
    with store.transaction() as tx:
        return [key for _, key in tx.claim_steps(NOW + hours * HOUR, None, limit)]


@pytest.fixture
def three(store: Store) -> list[str]:
    """Three changes of which a step is due after 3, 1 and 2 hours."""
    keys = [opened(store).key for _ in range(3)]
    for key, hours in zip(keys, (3, 1, 2), strict=True):
        due_at(store, key, hours)
    return keys


def test_what_is_due_is_claimed_longest_due_first(store: Store, three: list[str]) -> None:
    third, first, second = three
    assert [claims(store, hours) for hours in (0, 1, 3)] == [
        [],
        [first],
        [first, second, third],
    ]
    with store.reading() as reading:
        moments = (HOUR - TICK, HOUR, 3 * HOUR)
        assert [reading.steps_due(NOW + one) for one in moments] == [0, 1, 3]


def test_after_the_last_one_the_next_follow_though_it_is_still_due(
    store: Store, three: list[str]
) -> None:
    third, first, second = three
    now = NOW + 3 * HOUR
    with store.transaction() as tx:
        some = tx.claim_steps(now, None, 1)
        others = tx.claim_steps(now, some[-1], 2)
        assert tx.claim_steps(now, others[-1], 2) == ()
    assert some == ((NOW + HOUR, first),)
    assert others == ((NOW + 2 * HOUR, second), (NOW + 3 * HOUR, third))


def test_of_those_that_are_due_at_once_none_is_left_out(store: Store) -> None:
    keys = [opened(store).key for _ in range(3)]
    for key in keys:
        due_at(store, key, 1)
    found: list[str] = []
    with store.transaction() as tx:
        after = None
        while claimed := tx.claim_steps(NOW + HOUR, after, 1):
            after = claimed[-1]
            found.append(after[1])
    assert found == sorted(keys)


@pytest.mark.postgres
def test_what_somebody_else_has_locked_is_passed_over(postgres_url: str) -> None:
    one, other = open_store(postgres_url), open_store(postgres_url)
    keys = [opened(one).key for _ in range(2)]
    for key in keys:
        due_at(one, key, 1)
    with one.transaction() as tx:
        assert len(tx.claim_steps(NOW + HOUR, None, 1)) == 1
        assert claims(other) == keys[1:]
    assert claims(other) == keys
    one.close()
    other.close()


def test_the_earliest_of_all_that_time_asks_for_counts(store: Store) -> None:
    """A chase, an obligation, a snooze and the end; nothing of what is over."""
    key = opened(store).key
    chase = Chase(1, Chased.SIGN_OFF, "ana", 1, 0, NOW, next_at=NOW + 4 * HOUR)
    owed = replace(REVIEW, due_at=NOW + 3 * HOUR)
    snooze = Snooze(1, "ana", NOW + 2 * HOUR, NOW, 1)
    changed(store, key, chases=(chase,), obligations=(owed,), snoozes=(snooze,))
    steps = [next_step(store, key)]
    for over in (
        {"snoozes": (replace(snooze, ended=True),)},
        {"obligations": (replace(owed, told_overdue=True),)},
        {"chases": (replace(chase, over=True),)},
        {"status": Status.EXPIRED},
    ):
        changed(store, key, **over)
        steps.append(next_step(store, key))
    ends = NOW + 7 * 24 * HOUR
    assert steps == [*(NOW + hours * HOUR for hours in (2, 3, 4)), ends, None]


def next_step(store: Store, key: str) -> object:
    with store.transaction() as tx:
        found = {one: at for at, one in tx.claim_steps(NOW + 1000 * HOUR, None, 10)}
    return found.get(key)


def test_what_is_not_due_costs_nothing(sqlite_url: str) -> None:
    values = {"now": "", "after_at": "", "after_key": "", "limit": 1}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        for statement in (CLAIM, DUE):
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement.sqlite}", values).fetchall()
            (line,) = [row[3] for row in plan]
            assert line.startswith("SEARCH"), line
            assert "USING COVERING INDEX changes_due" in line


@pytest.mark.postgres
def test_nor_on_postgresql(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("SET enable_seqscan = off")
        cursor = psycopg.RawCursor(connection)
        values = {"now": NOW, "after_at": NOW, "after_key": "", "limit": 1}
        for statement in (CLAIM, DUE):
            given = [values[name] for name in statement.names]
            plan = cursor.execute(f"EXPLAIN {statement.postgresql}", given).fetchall()
            text = "\n".join(row[0] for row in plan)
            assert "changes_due" in text, text
            assert "Sort" not in text, text
