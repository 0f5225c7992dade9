"""The app introduces itself to each channel once, however often it is invited."""

from datetime import timedelta

from chatops.usecases.introduce import introduce
from chatops.usecases.tidy import tidy
from tests.usecases.stage import Stage


def test_each_channel_hears_it_once_and_the_sender_wakes(house: Stage) -> None:
    assert introduce(house.house, "C1", "ana")
    assert house.wakes == 1
    assert not introduce(house.house, "C1", "ben")
    assert introduce(house.house, "C2", "")
    assert house.delivers() == [
        ("channel", "C1", "bot:invited"),
        ("channel", "C2", "bot:invited"),
    ]


def test_that_it_was_done_is_never_forgotten(house: Stage) -> None:
    introduce(house.house, "C1", "ana")
    house.now += timedelta(days=400)
    tidy(house.house)
    assert not introduce(house.house, "C1", "ana")
