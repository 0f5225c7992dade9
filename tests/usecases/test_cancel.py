"""A cancelled request through the store: stored, told, and shut for good."""

from chatops.core.cancelling import Cancel
from chatops.core.change import Status
from chatops.core.decision import Verb
from chatops.core.events_talk import ChangeCancelled
from chatops.core.verdict import State
from chatops.usecases.cancel import cancel
from chatops.usecases.chase import chase
from chatops.usecases.reassess import reassess
from tests.usecases.stage import Stage, glass_facts


def cancels(house: Stage, key: str, who: str = "ben", delivery: str | None = None) -> object:
    number = house.change(key).present.number
    command = Cancel(key, who, number, "slack", "The customer waits.")
    return cancel(house.house, command, delivery=delivery)


def test_it_is_stored_and_shuts_the_gate_that_was_open(house: Stage) -> None:
    key = house.approved()
    assert house.asks().allowed
    assert cancels(house, key) is not None
    change = house.change(key)
    assert (change.status, change.state) == (Status.CANCELLED, State.CANCELLED)
    assert change.cancellations[0].reason == "The customer waits."
    assert house.asks().state is State.CANCELLED
    with house.store.reading() as reading:
        assert reading.open_keys() == ()
    house.passes(days=30)
    reassess(house.house)
    assert house.change(key) == change


def test_those_who_approved_and_those_who_were_asked_are_told(house: Stage) -> None:
    key = house.opens()
    house.says(key, "ana")
    house.delivers()
    cancels(house, key)
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", ChangeCancelled.TAG),
        ("dm", "ana", ChangeCancelled.TAG),
        ("dm", "cleo", ChangeCancelled.TAG),
        ("thread", "CPAY", "verdict:changed"),
    ]


def test_the_trail_keeps_the_digest_of_the_reason_only(house: Stage) -> None:
    key = house.opens()
    cancels(house, key)
    (entry,) = house.entries(key, ChangeCancelled.TAG)
    assert "customer" not in entry.body
    assert entry.data["event"]["by"] == "ben"


def test_a_repeated_delivery_is_dealt_with_once(house: Stage) -> None:
    key = house.opens()
    assert cancels(house, key, delivery="click-1") is not None
    assert cancels(house, key, delivery="click-1") is None


def test_what_is_owed_for_broken_glass_stays_owed(house: Stage) -> None:
    house.facts = glass_facts()
    key = house.opens()
    house.breaks(key)
    cancels(house, key)
    assert not house.asks().allowed
    house.passes(hours=25)
    chase(house.house)
    (owed,) = house.change(key).obligations
    assert (owed.is_open, owed.told_overdue) == (True, True)


def test_its_rejection_blocks_the_commit_in_another_request(house: Stage) -> None:
    key = house.opens()
    house.says(key, "dan", Verb.REJECT)
    cancels(house, key)
    house.approved()
    told = house.asks()
    assert (told.allowed, told.state, told.key) == (False, State.BLOCKED, key)
