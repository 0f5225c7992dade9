"""Break-glass through the store: loud, once through the gate, and owed for until it is paid."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.paying import Pay
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.usecases.chase import chase
from chatops.usecases.pay import pay
from chatops.usecases.reassess import reassess
from tests import builders as make
from tests.usecases.stage import GATE, Stage, glass_facts


@pytest.fixture
def house(house: Stage) -> Stage:
    """A house whose policy lets on-call and director break the glass."""
    house.facts = glass_facts()
    return house


def reviews(house: Stage, key: str, who: str) -> None:
    pay(house.house, Pay(key, 1, who, "slack", "Read the diff and the graphs."))


def test_the_gate_opens_once_says_overridden_and_writes_it_down(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    first, second = house.asks("ci"), house.asks("ci")
    assert (first.allowed, first.state) == (True, State.OVERRIDDEN)
    assert (second.allowed, second.state) == (False, State.PENDING)
    (used,) = house.entries(key, "glass:used")
    assert (used.data["event"]["person"], used.data["event"]["caller"]) == ("cleo", "ci")
    told = [one.data["event"] for one in house.entries(key, GATE)]
    assert [(one["allowed"], one["state"]) for one in told] == [
        (True, "overridden"),
        (False, "pending"),
    ]
    (glass,) = house.change(key).declarations
    assert (glass.used_by, glass.used_at) == ("ci", house.now)


def test_callers_at_the_same_moment_get_one_yes(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    start = threading.Barrier(4)
    told: list[bool] = []

    def polls(caller: str) -> None:
        start.wait()
        told.append(house.asks(caller).allowed)

    callers = [threading.Thread(target=polls, args=(f"ci-{one}",)) for one in range(4)]
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    assert sorted(told) == [False, False, False, True]
    assert len(house.entries(key, "glass:used")) == 1


def test_a_glass_is_used_up_for_other_systems_of_the_change_too(house: Stage) -> None:
    key = house.opens(systems=("checkout", "ledger"))
    house.breaks(key)
    assert house.asks(system="ledger").allowed
    assert not house.asks(system="checkout").allowed


def test_it_expires_at_the_moment_it_says(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    house.passes(minutes=60)
    assert house.asks().state is State.PENDING


def test_a_new_revision_ends_it(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    house.revises(key, title="Something else", commit=make.OTHER_SHA)
    assert not house.asks(commit=make.OTHER_SHA).allowed
    assert not house.asks(commit=make.SHA).allowed


def test_a_rejection_afterwards_closes_the_gate(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    house.says(key, "ana", Verb.REJECT)
    assert house.asks().state is State.BLOCKED
    assert house.entries(key, "glass:used") == []


def test_owners_channel_and_director_hear_of_it_at_once(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    wakes = house.wakes
    house.breaks(key)
    assert house.wakes == wakes + 1
    carried = house.delivers()
    for expected in (
        ("channel", "CPAY", "glass:broken"),
        ("thread", "CPAY", "glass:broken"),
        ("dm", "max", "glass:broken"),
        ("dm", "ben", "glass:broken"),
        ("card", "CPAY", ""),
    ):
        assert expected in carried
    house.asks()
    assert ("dm", "max", "glass:used") in house.delivers()


def test_a_repeated_delivery_breaks_one_glass(house: Stage) -> None:
    key = house.opens()
    assert house.breaks(key, delivery="click-1") is not None
    assert house.breaks(key, delivery="click-1") is None
    assert len(house.change(key).declarations) == 1


def test_who_is_not_named_breaks_nothing(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused) as refused:
        house.breaks(key, "dan")
    assert refused.value.code == "not_allowed"
    assert house.change(key).declarations == ()


def test_two_reviews_are_owed_and_pay_for_it(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    house.asks()
    for who, code in (("ben", "not_a_reviewer"), ("cleo", "not_a_reviewer")):
        with pytest.raises(Refused) as refused:
            reviews(house, key, who)
        assert refused.value.code == code
    reviews(house, key, "ana")
    assert len(house.change(key).open_obligations()) == 1
    reviews(house, key, "dan")
    assert house.change(key).open_obligations() == ()
    left = [one.data["event"]["left"] for one in house.entries(key, "review:given")]
    assert (left, len(house.entries(key, "obligation:closed"))) == ([1, 0], 1)


def test_what_is_overdue_is_told_once_and_asks_more_of_the_next_change(house: Stage) -> None:
    key = house.opens()
    house.breaks(key)
    house.passes(hours=24)
    other = house.approved(title="The next one")
    house.delivers()
    assert house.change(other).state is State.PENDING
    assert (chase(house.house), chase(house.house)) == (1, 0)
    carried = house.delivers()
    assert carried.count(("channel", "CPAY", "obligation:overdue")) == 1
    assert not house.asks().allowed
    (ask,) = house.entries(other, GATE)
    assert any(key in sentence for sentence in ask.data["event"]["sentences"])
    for who in ("ana", "dan"):
        reviews(house, key, who)
    assert house.asks().allowed


def test_a_debt_of_one_system_asks_nothing_of_another(house: Stage) -> None:
    key = house.opens(system="login", who="eve")
    house.breaks(key, "max")
    house.passes(hours=25)
    house.approved()
    assert house.asks().allowed


def test_a_change_that_moves_to_a_system_in_debt_is_asked_for_more_at_once(house: Stage) -> None:
    """And not only when it is judged anew, as if policy or people had changed."""
    house.breaks(house.opens(system="ledger"))
    house.passes(hours=25)
    key = house.opens(system="login", who="eve")
    house.revises(key, who="eve", system="ledger")
    reassess(house.house)
    assert house.entries(key, "verdict:changed") == []


def test_before_it_is_due_nobody_is_reminded(house: Stage) -> None:
    house.breaks(house.opens())
    house.passes(hours=24)
    house.now -= timedelta(microseconds=1)
    assert chase(house.house) == 0


def test_who_broke_it_is_looked_at_when_the_gate_is_asked(house: Stage) -> None:
    """Eve is named by the policy alone: neither an owner, nor asked for a sign-off."""
    glass = replace(make.GLASS, sources=("person:eve",))
    house.facts = replace(house.facts, policy=make.glass_policy(glass=glass))
    first, second = house.opens(), house.opens(commit=make.OTHER_SHA)
    house.breaks(first, "eve")
    house.breaks(second, "eve")
    assert house.asks().state is State.OVERRIDDEN
    house.slack_says("eve", Standing.DEACTIVATED)
    assert house.change(second).state is State.PENDING
    assert not house.asks(commit=make.OTHER_SHA).allowed
