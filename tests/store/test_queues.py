"""How many open changes ask each person, on both databases."""

from chatops.core.cancelling import Cancel, cancel
from chatops.core.decision import Verb
from chatops.store.database import Store
from tests.builders import NOW, facts
from tests.store.acting import decided, opened


def test_a_queue_is_what_open_changes_ask_of_a_person(store: Store) -> None:
    first, second = opened(store, "dan").key, opened(store, "dan").key
    with store.reading() as reading:
        assert reading.change(first).asked == ("ana", "cleo")
        assert reading.queues(["ana", "cleo", "eve"]) == {"ana": 2, "cleo": 2, "eve": 0}
        assert reading.queues([]) == {}
    decided(store, first, "ana", Verb.APPROVE)
    with store.transaction() as tx:
        command = Cancel(second, "dan", 1, "cli", "Found a better way to do it.")
        tx.record(cancel(tx.lock(second), command, facts(), NOW), facts())
    with store.reading() as reading:
        assert reading.queues(["ana", "cleo"]) == {"ana": 0, "cleo": 1}
