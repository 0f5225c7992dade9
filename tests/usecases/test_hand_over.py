"""A sign-off is handed over: stored, told, and asked of somebody else from then on."""

import pytest

from chatops.core.handing import GiveOver
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.usecases.hand_over import hand_over
from tests.usecases.stage import Stage


def test_who_takes_it_is_asked_and_hears_it(house: Stage) -> None:
    key = house.opens()
    assert house.change(key).asked == ("ana", "cleo")
    house.delivers()
    hand_over(house.house, GiveOver(key, "ana", "dan"))
    assert house.change(key).asked == ("dan", "cleo")
    with house.store.reading() as reading:
        assert reading.inbox("ana").asking(9) == ()
        assert reading.inbox("dan").asking(9) == (key,)
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "sign-off:handed-over"),
        ("dm", "dan", "sign-off:handed-over"),
    ]


def test_whom_slack_knows_as_gone_it_is_not_handed_to(house: Stage) -> None:
    """Their standing is looked up although they had nothing to do with the change before."""
    key = house.opens()
    house.slack_says("eve", Standing.DEACTIVATED)
    with pytest.raises(Refused) as error:
        hand_over(house.house, GiveOver(key, "ana", "eve"))
    assert error.value.sentence == "Eve has a deactivated Slack account. Choose somebody else."


def test_whoever_handed_over_may_still_sign(house: Stage) -> None:
    key = house.opens()
    hand_over(house.house, GiveOver(key, "ana", "dan"))
    house.says(key, "ana")
    assert [one.person for one in house.change(key).decisions] == ["ana"]


def test_a_repeated_delivery_does_nothing(house: Stage) -> None:
    key = house.opens()
    assert hand_over(house.house, GiveOver(key, "ana", "dan"), delivery="a") is not None
    assert hand_over(house.house, GiveOver(key, "ana", "dan"), delivery="a") is None
    assert len(house.entries(key, "sign-off:handed-over")) == 1
