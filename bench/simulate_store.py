"""`chatops policy simulate`, reading included: 10,000 changes in SQLite, under 20 seconds."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from chatops.core.events import Event, as_json, from_json
from chatops.core.outcome import Outcome
from chatops.core.policy import SignOffs
from chatops.store.database import Store, open_store
from chatops.usecases.house import House
from chatops.usecases.simulate import simulate
from tests import builders as make

CHANGES = 10_000
SECONDS = 20.0
PACE = timedelta(minutes=10)
FACTS = make.facts()
STRICTER = make.policy(
    make.rule(SignOffs("owners", 3, ("owners",)), make.DOCUMENTED, name="three"),
    make.rule(SignOffs("senior", 1, ("anyone",), min_level="senior"), name="senior"),
    digest="f" * 64,
)


def rows() -> Iterator[tuple[str, float, float, float, str]]:
    """Seconds for the whole use case; the limit is what was promised."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'chatops.db'}")
        furnish(store, CHANGES)
        now = make.NOW + PACE * CHANGES
        house = House(store, lambda: FACTS, lambda: now, lambda: None)
        start = time.perf_counter()
        found = simulate(house, STRICTER, timedelta(days=365))
        seconds = time.perf_counter() - start
        store.close()
    assert found.tally.total == CHANGES
    what = f"simulate {CHANGES:,} stored changes (s)"
    yield what, seconds, SECONDS, seconds / SECONDS, "< 1.00"


def furnish(store: Store, changes: int) -> None:
    """Store changes with two approvals each, one every ten minutes."""
    store.upgrade()
    opened = make.opened(the_commit=make.commit())
    first = make.decided(opened, "ana")
    last = make.decided(first.change, "cleo")
    events = (*first.events, *last.events)
    for begin in range(0, changes, 500):
        with store.transaction() as tx:
            for number in range(begin, min(begin + 500, changes)):
                key, later = tx.next_key(), PACE * number
                tx.record(moved(last, events, key, later), FACTS)


def moved(told: Outcome, events: tuple[Event, ...], key: str, later: timedelta) -> Outcome:
    """Return the outcome as that of another change, so much later."""
    change = told.change
    anew = replace(
        change,
        key=key,
        opened_at=change.opened_at + later,
        expires_at=change.expires_at + later,
        revisions=tuple(
            replace(one, submitted_at=one.submitted_at + later) for one in change.revisions
        ),
        decisions=tuple(replace(one, at=one.at + later) for one in change.decisions),
    )
    named = (from_json({**as_json(one), "key": key}) for one in events)
    return replace(told, change=anew, events=tuple(named), at=told.at + later)
