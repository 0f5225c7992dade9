"""Replicas that tick at once, and die between claim and commit: every step is taken once."""

import json
import random
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from chatops.core.facts import Facts
from chatops.core.notices import Reminder
from chatops.core.outcome import Outcome
from chatops.core.people import Standing
from chatops.store.database import Store, Transaction, open_store
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from tests.builders import NOW, PEOPLE, facts
from tests.store.acting import at_once, claimed, emptied, faults, opened
from tests.store.test_crash import killed

MOMENTS = [NOW + timedelta(hours=hours) for hours in (4, 8, 72, 7 * 24)]
HELD = """
from chatops.store.database import Transaction
from chatops.usecases.chase import chase
from tests.store.test_races_of_steps import MOMENTS, house
def dies(self, outcome, facts):
    print("inside", flush=True)
    time.sleep(60)
Transaction.record = dies
chase(house(store, MOMENTS[0]))
"""


class CrashedError(Exception):
    """The process died."""


def house(store: Store, now: datetime) -> House:
    return House(store, facts, lambda: now, lambda: None)


def steps_left(store: Store, now: datetime) -> int:
    with store.reading() as reading:
        return reading.steps_due(now)


def told(store: Store, keys: list[str]) -> Counter[tuple[datetime, str]]:
    """Count each event of these changes after their opening, by its moment and text."""
    with store.reading() as reading:
        entries = [one for key in keys for one in reading.entries(key) if one.at > NOW]
    return Counter((one.at, json.dumps(one.data["event"])) for one in entries)


def of_tag(counted: Counter[tuple[datetime, str]], tag: str) -> Counter[tuple[str, datetime]]:
    """Count the events of this kind by change and moment."""
    events = [(json.loads(text), at) for at, text in counted.elements()]
    return Counter((event["key"], at) for event, at in events if event["tag"] == tag)


def staffed(store: Store) -> None:
    """Slack has told that everybody is a full member."""
    with store.transaction() as tx:
        for one in PEOPLE:
            tx.remember_standing(one.id, Standing.FULL, NOW)


def ticks(store: Store, now: datetime) -> None:
    """Tick until nothing is due; whoever dies is started again."""
    end = time.monotonic() + 10
    while steps_left(store, now) and time.monotonic() < end:
        try:
            chase(house(store, now))
        except CrashedError:
            continue


def test_two_replicas_that_die_again_and_again_take_each_step_once(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They die before or after a step was written, in the middle of those of their batch."""
    staffed(store)
    keys = [opened(store, title=f"Number {number}").key for number in range(12)]
    emptied(store)
    other, dice, deaths = open_store(store_url), random.Random(7), []  # noqa: S311 - no secret
    record = Transaction.record

    def dies(self: Transaction, outcome: Outcome, given: Facts) -> None:
        fate = dice.random()
        if fate > 0.1:
            record(self, outcome, given)
        if fate < 0.2:
            deaths.append(outcome.change.key)
            raise CrashedError

    monkeypatch.setattr(Transaction, "record", dies)
    for now in MOMENTS:
        results = at_once([partial(ticks, one, now) for one in (store, other) * 2])
        assert results == [None] * 4
        assert steps_left(store, now) == 0
    assert len(deaths) > len(MOMENTS)
    counted = told(store, keys)
    assert set(counted.values()) == {1}
    for tag, moments in (("change:reminded", MOMENTS[:-1]), ("verdict:changed", MOMENTS[-1:])):
        assert of_tag(counted, tag) == {(key, at): 1 for key in keys for at in moments}
    assert {at for _, at in of_tag(counted, "change:escalated")} == set(MOMENTS[1:-1])
    assert faults(store) == []
    other.close()


def test_the_reminders_of_a_crashed_step_are_sent_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    staffed(store)
    keys = [opened(store, title=f"Number {number}").key for number in range(3)]
    emptied(store)
    now = MOMENTS[0]

    def dies(*_: object) -> None:
        raise CrashedError

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "record", dies)
        with pytest.raises(CrashedError):
            chase(house(store, now))
    assert claimed(store, now=now + timedelta(hours=1)) == ()
    chase(house(store, now))
    early = [one.notice for one in emptied(store, now=now)]
    assert not any(isinstance(one, Reminder) for one in early)  # it waits for others
    sent = [one.notice for one in emptied(store, now=now + timedelta(hours=1))]
    due = Counter(
        (one.person, key) for one in sent if isinstance(one, Reminder) for key, _ in one.due
    )
    assert set(due.values()) == {1}
    assert {key for _, key in due} == set(keys)


@pytest.mark.postgres
def test_a_killed_replica_holds_back_nobody_and_loses_nothing(postgres_url: str) -> None:
    """While it lives nobody waits for what it has claimed; once it is dead others take it."""
    store = open_store(postgres_url)
    staffed(store)
    keys = [opened(store, title=f"Number {number}").key for number in range(11)]
    now = MOMENTS[0]
    killed(postgres_url, HELD, "inside")
    ticks(store, now)
    assert steps_left(store, now) == 0
    assert of_tag(told(store, keys), "change:reminded") == {(key, now): 1 for key in keys}
    store.close()
