"""Details are opened: the revision that is shown is noted as read."""

import pytest

from chatops.core.refused import Refused
from chatops.usecases.open_details import open_details
from tests.usecases.stage import Stage


def test_it_shows_the_change_and_notes_that_it_was_read(house: Stage) -> None:
    key = house.opens()
    house.passes(minutes=5)
    shown = open_details(house.house, key, "ana")
    assert shown.change == house.change(key)
    assert shown.verdict.sentence
    with house.store.reading() as reading:
        assert reading.scene(key, 1, ()).openings == {"ana": house.now}


def test_it_is_no_event(house: Stage) -> None:
    key = house.opens()
    before = house.entries(key)
    open_details(house.house, key, "ana")
    assert house.entries(key) == before


def test_the_home_of_who_has_it_open_follows(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    with house.store.transaction() as tx:
        tx.see_home("ana", house.now)
    wakes = house.wakes
    for who in ("ana", "cleo"):
        open_details(house.house, key, who)
    assert house.wakes > wakes
    assert house.delivers() == [("home", "ana", "")]


def test_there_is_nothing_to_open_of_a_change_that_there_is_not(house: Stage) -> None:
    with pytest.raises(Refused) as error:
        open_details(house.house, "CR-9", "ana")
    assert error.value.code == "unknown_change"
