"""A snooze is in the trail; nobody else hears of it."""

from datetime import timedelta

from chatops.core.nudging import Remind
from chatops.core.snoozing import Sleep, snoozed
from chatops.usecases.nudge import nudge
from chatops.usecases.snooze import snooze
from tests.usecases.stage import Stage


def test_it_is_written_down_and_told_to_nobody(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    until = house.now + timedelta(hours=4)
    snooze(house.house, Sleep(key, "ana", until))
    assert snoozed(house.change(key), "ana", house.now) == until
    tags = [one.tag for one in house.entries(key)]
    assert tags == ["change:opened", "change:snoozed", "schedule:moved"]
    assert [one for one in house.delivers() if one[0] != "card"] == []


def test_who_snoozed_it_is_not_reminded(house: Stage) -> None:
    key = house.opens()
    snooze(house.house, Sleep(key, "ana", house.now + timedelta(hours=4)))
    house.delivers()
    nudge(house.house, Remind(key, "ben"))
    assert [who for kind, who, _ in house.delivers() if kind == "dm"] == ["cleo"]


def test_a_repeated_delivery_does_nothing(house: Stage) -> None:
    key = house.opens()
    command = Sleep(key, "ana", house.now + timedelta(hours=4))
    assert snooze(house.house, command, delivery="a") is not None
    assert snooze(house.house, command, delivery="a") is None
