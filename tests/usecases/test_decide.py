"""A decision through the store: once for each delivery, and by the clock of its own moment."""

from dataclasses import replace
from datetime import datetime

import pytest

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.refused import Refused
from chatops.usecases.decide import decide
from tests.usecases.stage import Stage


def test_a_repeated_delivery_is_dealt_with_once(house: Stage) -> None:
    key = house.opens()
    assert house.says(key, "ana", delivery="click-1") is not None
    assert house.says(key, "ana", delivery="click-1") is None
    assert len(house.change(key).decisions) == 1


def test_a_refused_delivery_may_come_again(house: Stage) -> None:
    key = house.opens()
    with pytest.raises(Refused):
        house.says(key, "eve", delivery="click-1")
    assert house.says(key, "ana", delivery="click-1") is not None


def test_what_is_recorded_wakes_the_sender(house: Stage) -> None:
    key = house.opens()
    before = house.wakes
    house.says(key, "ana")
    assert house.wakes == before + 1


def test_the_moment_of_a_decision_is_taken_when_the_change_is_locked(house: Stage) -> None:
    """A click that waited for the lock until the change expired comes too late."""
    key = house.opens()
    ticks = iter([house.now])

    def now() -> datetime:
        return next(ticks, house.change(key).expires_at)

    late = replace(house.house, now=now)
    with pytest.raises(Refused) as refused:
        decide(late, Decide(key, "ana", Verb.APPROVE, 1, "slack"), delivery="click-1")
    assert refused.value.code == "expired"
