"""What the store's tests do over and over, in one transaction each."""

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import psycopg

from chatops.core.change import Change
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.facts import Facts
from chatops.core.request import Open, Revise, open_change, revise
from chatops.ledger.chain import Link, first_fault
from chatops.store.database import Store
from tests.builders import NOW, commit, draft, facts

LEASE = timedelta(seconds=60)
SENT = Receipt(Result.SENT)


def read_only(url: str) -> str:
    """Return the address of the same PostgreSQL database, for connections that only read."""
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}options=-c%20default_transaction_read_only%3Don"


def opened(store: Store, who: str = "ben", *, now: datetime = NOW, **fields: Any) -> Change:
    """Open a change and return it as it was recorded."""
    with store.transaction() as tx:
        asked = draft(**fields)
        command = Open(who, "slack", asked, commit(asked.commit))
        outcome = open_change(tx.next_key(), command, facts(), now)
        tx.record(outcome, facts())
    return read(store, outcome.change.key)


def decided(
    store: Store,
    key: str,
    who: str,
    verb: Verb = Verb.APPROVE,
    *,
    comment: str = "",
    now: datetime = NOW,
    given: Facts | None = None,
    linger: float = 0,
) -> Change:
    """Let somebody decide on the present revision, committing `linger` seconds late."""
    known = given or facts()
    with store.transaction() as tx:
        change = tx.lock(key)
        reason = comment or ("" if verb is Verb.APPROVE else "Not yet.")
        command = Decide(key, who, verb, change.present.number, "slack", reason)
        tx.record(decide(change, command, known, now), known)
        time.sleep(linger)
    return read(store, key)


def revised(store: Store, key: str, who: str = "ben", **fields: Any) -> Change:
    """Let somebody send a new revision."""
    with store.transaction() as tx:
        change = tx.lock(key)
        command = Revise(key, who, "slack", change.present.number, draft(**fields))
        tx.record(revise(change, command, facts(), NOW), facts())
    return read(store, key)


def read(store: Store, key: str) -> Change:
    """Return the change as it is stored."""
    with store.reading() as reading:
        return reading.change(key)


def claimed(store: Store, *, now: datetime = NOW, limit: int = 100) -> tuple[Errand, ...]:
    """Claim what is due."""
    with store.transaction() as tx:
        return tx.claim(now=now, lease=LEASE, limit=limit)


def settled(store: Store, errand: Errand, receipt: Receipt, now: datetime = NOW) -> None:
    """Settle one errand."""
    with store.transaction() as tx:
        tx.settle(errand, receipt, now)


def emptied(store: Store, *, now: datetime = NOW) -> list[Errand]:
    """Carry all that is due, one by one, and return it in that order."""
    carried: list[Errand] = []
    while errands := claimed(store, now=now, limit=1):
        carried += errands
        settled(store, errands[0], SENT, now)
    return carried


def faults(store: Store) -> list[str]:
    """Return what is wrong with any audit chain."""
    found = []
    with store.reading() as reading:
        for scope in reading.scopes():
            links = [Link(one.number, one.body, one.hash) for one in reading.entries(scope)]
            fault = first_fault(links, reading.chain_head(scope))
            found += [f"{scope}: {fault}"] if fault else []
    return found


def at_once(actions: Sequence[Callable[[], object]]) -> list[Any]:
    """Run the actions in threads that start together; return results and exceptions."""
    start = threading.Barrier(len(actions))
    results: list[Any] = [None] * len(actions)

    def act(index: int, action: Callable[[], object]) -> None:
        start.wait()
        try:
            results[index] = action()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[index] = error

    threads = [threading.Thread(target=act, args=numbered) for numbered in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def behind_its_back(url: str, statement: str) -> None:
    """Execute a statement as somebody with a database shell would."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            file.execute(statement)
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement)
