"""A rejection lifted through the store: by the named role, with a reason, once."""

from typing import Any

import pytest

from chatops.core.decision import Verb
from chatops.core.lifting import Lift
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.usecases.lift import lift
from chatops.usecases.reassess import reassess
from tests.usecases.stage import Stage, glass_facts


def lifts(house: Stage, key: str, who: str = "max", **more: Any) -> Any:
    number = house.change(key).present.number
    return lift(house.house, Lift(key, who, number, "slack", "Rehearsed since."), **more)


@pytest.fixture
def key(house: Stage) -> str:
    """An approved change that Dan then rejected."""
    house.facts = glass_facts()
    key = house.approved()
    house.says(key, "dan", Verb.REJECT)
    assert house.asks().state is State.BLOCKED
    return key


def test_it_opens_the_gate_again(house: Stage, key: str) -> None:
    lifts(house, key)
    assert house.asks().allowed
    entry = house.entries(key, "decision:made")[-1]
    event = entry.data["event"]
    assert (event["verb"], event["person"], event["lifts"]) == ("lift", "max", 3)
    assert event["comment"] not in entry.body


def test_a_repeated_delivery_is_dealt_with_once(house: Stage, key: str) -> None:
    assert lifts(house, key, delivery="click-1") is not None
    assert lifts(house, key, delivery="click-1") is None
    assert len(house.change(key).decisions) == 4


def test_others_lift_nothing(house: Stage, key: str) -> None:
    with pytest.raises(Refused) as refused:
        lifts(house, key, "ana")
    assert refused.value.code == "not_allowed"
    assert house.asks().state is State.BLOCKED


def test_a_lift_ends_with_the_standing_of_who_gave_it(house: Stage, key: str) -> None:
    lifts(house, key)
    house.slack_says("max", Standing.DEACTIVATED)
    assert reassess(house.house) == 0  # judged anew when Slack said so
    assert house.asks().state is State.BLOCKED


def test_requester_and_who_rejected_are_told(house: Stage, key: str) -> None:
    house.delivers()
    lifts(house, key)
    carried = house.delivers()
    for who in ("ben", "dan"):
        assert ("dm", who, "decision:made") in carried
