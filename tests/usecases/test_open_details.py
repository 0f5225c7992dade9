"""Details are opened: the revision that is shown is noted as read."""

from chatops.usecases.open_details import open_details
from tests.usecases.stage import Stage


def test_the_revision_that_was_shown_is_noted_as_read(house: Stage) -> None:
    key = house.opens()
    shown = house.change(key)
    house.revises(key, title="Other")
    house.passes(minutes=5)
    open_details(house.house, shown, "ana")
    with house.store.reading() as reading:
        assert reading.scene(key, 2, ()).openings == {}
    with house.store.reading() as reading:
        assert reading.scene(key, 1, ()).openings == {"ana": house.now}


def test_it_is_no_event(house: Stage) -> None:
    key = house.opens()
    before = house.entries(key)
    open_details(house.house, house.change(key), "ana")
    assert house.entries(key) == before


def test_the_home_of_who_has_it_open_follows(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    with house.store.transaction() as tx:
        tx.see_home("ana", house.now)
    wakes = house.wakes
    for who in ("ana", "cleo"):
        open_details(house.house, house.change(key), who)
    assert house.wakes > wakes
    assert house.delivers() == [("home", "ana", "")]
