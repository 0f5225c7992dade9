"""What concerns one person is found by indexes, in the right order, on both databases."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.outcome import Outcome
from chatops.core.snooze import Snooze
from chatops.store import inbox
from chatops.store.database import Store
from chatops.store.session import Statement
from tests import builders
from tests.builders import NOW, facts
from tests.store.acting import decided, opened

SYSTEMS = ("checkout", "ledger")
LOOKS = {name: value for name, value in vars(inbox).items() if isinstance(value, Statement)}
VALUES = {
    "person": "ana",
    "limit": 10,
    "systems": json.dumps(["checkout"]),
    "everywhere": False,
    "caused": "%",
    "keys": json.dumps(["CR-1"]),
}


def others(store: Store, who: str, *, limit: int = 10) -> tuple[str, ...]:
    with store.reading() as reading:
        return reading.inbox(who).others(SYSTEMS, everywhere=False, limit=limit)


def test_lists_have_an_order_and_a_limit(store: Store) -> None:
    for _ in range(3):
        opened(store, "dan")
    with store.reading() as reading:
        asked = reading.several(("CR-3", "CR-1", "CR-9", "CR-2"))
        assert [one.key for one in asked] == ["CR-1", "CR-2", "CR-3"]
        who = asked[0].asked[0]
        assert reading.inbox(who).asking(2) == ("CR-1", "CR-2")
        assert reading.inbox("dan").own(2) == ("CR-3", "CR-2")
        assert reading.inbox("nobody").asking(2) == ()
        assert reading.inbox("eve").others((), everywhere=True, limit=2) == ("CR-1", "CR-2")


def test_others_leave_out_what_is_asked_requested_said_or_elsewhere(store: Store) -> None:
    key = opened(store, "dan").key
    opened(store, "eve", system="login")
    with store.reading() as reading:
        asked = reading.change(key).asked
    assert others(store, "max") == (key,)
    assert asked == ("ana", "cleo")
    assert all(others(store, one) == () for one in (*asked, "dan"))
    decided(store, key, "ana", Verb.REJECT)  # then nobody is asked
    assert others(store, "ana") == ()
    assert others(store, "cleo") == (key,)


def test_decisions_come_newest_first(store: Store) -> None:
    first, second = opened(store, "dan").key, opened(store, "dan").key
    decided(store, first, "ana")
    decided(store, second, "ana", now=NOW + timedelta(minutes=1))
    decided(store, first, "cleo", now=NOW + timedelta(minutes=2))
    with store.reading() as reading:
        found = reading.inbox("ana").said(10)
        assert [(one.key, one.verb, one.revision) for one in found] == [
            (second, Verb.APPROVE, 1),
            (first, Verb.APPROVE, 1),
        ]
        assert reading.inbox("ana").said(1) == found[:1]


def test_what_the_person_snoozed_is_found_and_not_what_others_did(store: Store) -> None:
    first, second = opened(store, "dan").key, opened(store, "dan").key
    until = NOW + timedelta(hours=2)
    with store.transaction() as tx:
        change = tx.lock(first)
        told = decided_outcome(store, first)
        notes = (Snooze(1, "ana", until, NOW, 1), Snooze(2, "cleo", until, NOW, 1))
        tx.record(replace(told, change=replace(change, snoozes=notes)), facts())
    with store.reading() as reading:
        assert reading.inbox("ana").snoozed([second, first]) == (first,)
        assert reading.inbox("ben").snoozed([first]) == ()
        assert reading.inbox("ana").snoozed([]) == ()


def decided_outcome(store: Store, key: str) -> Outcome:
    """An outcome with some event, so that the store writes the change that comes with it."""
    with store.reading() as reading:
        return builders.decided(reading.change(key), "ana")


def test_who_opened_details_of_what(store: Store) -> None:
    key = opened(store, "dan").key
    with store.transaction() as tx:
        tx.opened(key, 1, "ana", NOW)
    with store.reading() as reading:
        assert reading.inbox("ana").read([key]) == {(key, 1)}
        assert reading.inbox("cleo").read([key]) == frozenset()


@pytest.mark.parametrize("name", LOOKS)
def test_no_look_reads_a_whole_table(name: str, sqlite_url: str) -> None:
    """Only the open changes are walked, and what is owed, both by their partial indexes."""
    look = LOOKS[name]
    values = {one: VALUES[one] for one in look.names}
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {look.sqlite}", values)]
    walked = [one for one in plan if one.startswith("SCAN ") and "VIRTUAL" not in one]
    allowed = {"SCAN c USING INDEX changes_open", "SCAN obligations USING INDEX obligations_open"}
    assert set(walked) <= {*allowed, "SCAN o"}, plan
    assert not any("decisions_of_person" in one for one in plan if name != "_SAID")
