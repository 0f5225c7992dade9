"""The requester reminds: each of those who are asked gets one message."""

import pytest

from chatops.core.nudging import Remind
from chatops.core.refused import Refused
from chatops.usecases.nudge import nudge
from tests.usecases.stage import Stage


def test_those_who_are_asked_hear_it_once_an_hour(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    nudge(house.house, Remind(key, "ben"))
    assert [one for one in house.delivers() if one[0] == "dm"] == [
        ("dm", "ana", "change:nudged"),
        ("dm", "cleo", "change:nudged"),
    ]
    house.passes(minutes=59)
    with pytest.raises(Refused) as error:
        nudge(house.house, Remind(key, "ben"))
    assert error.value.code == "too_soon"
    house.passes(minutes=1)
    assert nudge(house.house, Remind(key, "ben")) is not None


def test_a_repeated_delivery_reminds_nobody_again(house: Stage) -> None:
    key = house.opens()
    assert nudge(house.house, Remind(key, "ben"), delivery="a") is not None
    assert nudge(house.house, Remind(key, "ben"), delivery="a") is None
