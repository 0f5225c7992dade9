"""The decision that both store benchmarks measure: the whole use case, on many small changes."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.policy import SignOffs
from chatops.core.request import Open, open_change
from chatops.store.database import Store
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from tests import builders as make

CLIENTS = 16
FACTS: Facts = make.facts(
    the_policy=make.policy(make.rule(SignOffs("owners", 4, ("owners",)), make.DOCUMENTED))
)  # never reached, so that each decision is one event
WORDS = (Verb.APPROVE, Verb.WITHDRAW)


def furnish(store: Store, changes: int) -> None:
    """Upgrade the database and open that many changes."""
    store.upgrade()
    with store.transaction() as tx:
        for person in make.PEOPLE:
            tx.remember_standing(person.id, FACTS.standing(person.id), make.NOW)
        for _ in range(changes):
            command = Open("ben", "slack", make.draft(), make.commit())
            outcome = open_change(tx.next_key(), command, FACTS, make.NOW)
            tx.record(outcome, FACTS)


def house(store: Store) -> House:
    """What the use case needs, with a clock that moves on at each look."""
    ticks = itertools.count(1)
    return House(
        store=store,
        facts=lambda: FACTS,
        now=lambda: make.NOW + timedelta(microseconds=next(ticks)),
        wake=lambda: None,
    )


def click(here: House, number: int, delivery: str, *, who: str = "ana", turn: int = 0) -> None:
    """Approve at each even turn, withdraw at each odd one: one entry, a card and a line."""
    verb = WORDS[turn % 2]
    why = "A mistake." if verb is Verb.WITHDRAW else ""
    command = Decide(f"CR-{number}", who, verb, 1, "slack", why)
    if decide(here, command, delivery=delivery) is None:
        raise AssertionError("the delivery was new")


def in_threads(count: int, work: Callable[[int], None]) -> float:
    """Run `work(index)` in that many threads; return the seconds until the last has ended.

    What one of them raises is raised here: nothing is measured of work that was not done.
    """
    start = time.perf_counter()
    with ThreadPoolExecutor(count) as threads:
        ended = list(threads.map(work, range(count)))
    assert len(ended) == count
    return time.perf_counter() - start
