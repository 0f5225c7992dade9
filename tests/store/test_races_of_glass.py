"""Races for what may happen once: a break-glass opens the gate once, overdue is told once."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from chatops.core.gate import Answer, Question
from chatops.core.glass import Break
from chatops.core.policy import BreakGlass
from chatops.core.verdict import State
from chatops.store.database import Store, open_store
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.break_glass import break_glass
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from tests import builders as make
from tests.builders import NOW
from tests.store.acting import at_once, faults, opened, read

FACTS = make.facts(the_policy=replace(make.policy(), break_glass=BreakGlass(("director",))))


def house(store: Store, now: datetime = NOW) -> House:
    return House(store, lambda: FACTS, lambda: now, lambda: None)


def broken(store: Store, commit: str) -> str:
    """Open a change for this commit and break its glass."""
    here = house(store)
    for one in make.PEOPLE:
        observe(here, one.id, FACTS.standing(one.id))
    key = opened(store, commit=commit).key
    break_glass(here, Break(key, "max", 1, "slack", "Checkout is down."))
    return key


def asks(store: Store, caller: str, commit: str) -> Answer:
    return ask_gate(house(store), Question(caller, "checkout", "production", commit))


def test_of_all_who_ask_at_once_a_broken_glass_lets_one_through(
    store: Store, store_url: str
) -> None:
    other = open_store(store_url)
    for number in range(5):
        commit = f"{number:040x}"
        key = broken(store, commit)
        callers = [(one, f"ci-{index}") for index in range(3) for one in (store, other)]
        answers = at_once([partial(asks, one, caller, commit) for one, caller in callers])
        assert [one for one in answers if not isinstance(one, Answer)] == []
        through = [one for one in answers if one.allowed]
        assert [(one.state, one.key) for one in through] == [(State.OVERRIDDEN, key)]
        (used,) = read(store, key).declarations
        assert used.used_at == NOW
        with store.reading() as reading:
            tags = [one.tag for one in reading.entries(key)]
        assert tags.count("glass:used") == 1
    assert faults(store) == []
    other.close()


def test_two_replicas_remind_of_an_overdue_review_once(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    keys = [broken(store, f"{number:040x}") for number in range(3)]
    later = NOW + timedelta(hours=24)
    results = at_once([partial(chase, house(one, later)) for one in (store, other) * 2])
    assert [one for one in results if isinstance(one, Exception)] == []
    with store.reading() as reading:
        told = [[one.tag for one in reading.entries(key)] for key in keys]
        assert [one.count("obligation:overdue") for one in told] == [1] * 3
        assert reading.steps_due(later) == 0
        assert reading.indebted_keys() == tuple(keys)
    assert faults(store) == []
    other.close()
