"""Real races between threads: nothing is lost, nothing happens twice, chains stay whole."""

import random
import threading
import time
from functools import partial

import pytest

from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.errand import Errand
from chatops.core.notices import CardOutdated
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.store.database import Store, open_store
from tests.builders import NOW, facts
from tests.store.acting import (
    SENT,
    at_once,
    claimed,
    decided,
    faults,
    opened,
    read,
    revised,
    settled,
)


def approved_first(store: Store, key: str) -> None:
    """Ana approves the first revision, whatever the present one is."""
    with store.transaction() as tx:
        command = Decide(key, "ana", Verb.APPROVE, 1, "slack")
        tx.record(decide(tx.lock(key), command, facts(), NOW), facts())


def test_two_people_decide_at_the_same_moment(store: Store) -> None:
    for _ in range(10):
        key = opened(store).key
        at_once([partial(decided, store, key, who) for who in ("ana", "cleo")])
        change = read(store, key)
        assert sorted(one.person for one in change.decisions) == ["ana", "cleo"]
        assert change.state is State.APPROVED
    assert faults(store) == []


def test_two_replicas_decide_at_the_same_moment(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    for _ in range(10):
        key = opened(store).key
        read(other, key)
        at_once([partial(decided, store, key, "ana"), partial(decided, other, key, "cleo")])
        assert read(store, key) == read(other, key)
        assert read(store, key).state is State.APPROVED
    assert faults(store) == []
    other.close()


def test_one_person_clicks_many_times_at_once(store: Store) -> None:
    key = opened(store).key
    at_once([partial(decided, store, key, "ana")] * 8)
    assert [one.person for one in read(store, key).decisions] == ["ana"]
    assert read(store, key).version == 2


def test_a_decision_races_a_new_revision(store: Store) -> None:
    """Whoever comes second sees the first: an approval never slips onto an unseen revision."""
    for _ in range(8):
        key = opened(store).key
        results = at_once(
            [partial(approved_first, store, key), partial(revised, store, key, title="Other")]
        )
        change = read(store, key)
        if isinstance(results[0], Refused):
            assert results[0].code == "stale_revision"
            assert change.decisions == ()
        else:
            assert change.state is State.STALE
    assert faults(store) == []


def test_a_delivery_arrives_twice_in_parallel(store: Store) -> None:
    def deal(seconds: float) -> bool:
        with store.transaction() as tx:
            first = tx.once("Ev1", NOW)
            time.sleep(seconds)
        return first

    results = at_once([lambda: deal(0.05)] * 4)
    assert sorted(map(bool, results)) == [False, False, False, True]


def test_a_parallel_delivery_counts_when_the_first_one_fails(store: Store) -> None:
    noted = threading.Event()

    def fail() -> None:
        with store.transaction() as tx:
            tx.once("Ev1", NOW)
            noted.set()
            time.sleep(0.05)
            raise ZeroDivisionError

    def succeed() -> bool:
        noted.wait(5)
        with store.transaction() as tx:
            return tx.once("Ev1", NOW)

    failed, succeeded = at_once([fail, succeed])
    assert isinstance(failed, ZeroDivisionError)
    assert succeeded is True


def test_nobody_claims_what_another_one_has(store: Store) -> None:
    for _ in range(12):
        opened(store)

    def work() -> list[Errand]:
        found: list[Errand] = []
        while some := claimed(store, limit=3):
            found += some
        return found

    results = at_once([work] * 4)
    ids = [errand.id for found in results for errand in found]
    assert len(ids) == len(set(ids)) == 24  # a card and a message of each; lines wait their turn


def draw(store: Store, drawn: dict[str, list[int]], over: threading.Event) -> None:
    """Carry all errands until it is over, noting which version of its change each card shows."""
    last_round = False
    while not last_round:
        last_round = over.is_set()
        while errands := claimed(store, limit=1):
            key = errands[0].notice.key
            if isinstance(errands[0].notice, CardOutdated):
                drawn.setdefault(key, []).append(read(store, key).version)
            settled(store, errands[0], SENT)


def click(store: Store, keys: list[str], seed: int) -> None:
    """Decide at random, committing late."""
    chance = random.Random(seed)  # noqa: S311 - a race, not a secret
    for _ in range(20):
        who, verb = chance.choice(["ana", "cleo"]), chance.choice([Verb.APPROVE, Verb.REJECT])
        decided(store, chance.choice(keys), who, verb, linger=0.002)


def test_a_card_is_drawn_after_every_decision_however_they_race(store: Store) -> None:
    """The last drawing of a card starts after the last commit: no state stays unseen."""
    keys = [opened(store).key for _ in range(3)]
    drawn: dict[str, list[int]] = {}
    over = threading.Event()
    drawers = [threading.Thread(target=draw, args=(store, drawn, over)) for _ in range(2)]
    for drawer in drawers:
        drawer.start()
    assert at_once([partial(click, store, keys, seed) for seed in range(3)]) == [None] * 3
    over.set()
    for drawer in drawers:
        drawer.join()
    assert [drawn[key][-1] for key in keys] == [read(store, key).version for key in keys]
    assert faults(store) == []


@pytest.mark.postgres
def test_a_card_that_a_decision_touches_cannot_be_claimed_before_its_commit(
    postgres_url: str,
) -> None:
    """Otherwise the card would be drawn as it was, and nothing would be left to draw it anew."""
    store = open_store(postgres_url)
    key = opened(store).key
    with store.transaction() as tx:
        change = tx.lock(key)
        command = Decide(key, "ana", Verb.APPROVE, 1, "slack")
        tx.record(decide(change, command, facts(), NOW), facts())
        (while_open,) = at_once([lambda: claimed(store)])
    assert [type(one.notice).__name__ for one in while_open] == ["DirectMessage"]
    assert [type(one.notice).__name__ for one in claimed(store)] == ["CardOutdated"]
    store.close()


def test_two_programs_write_to_one_database(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    actions = [partial(opened, one) for one in (store, other) for _ in range(6)]
    keys = [change.key for change in at_once(actions)]
    assert sorted(keys) == sorted(f"CR-{number}" for number in range(1, 13))
    assert faults(other) == []
    other.close()
