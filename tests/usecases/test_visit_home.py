"""App Home is drawn anew for whoever opened it within a day, and for nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chatops.core.away import Away
from chatops.usecases.away import away
from chatops.usecases.open_details import open_details
from chatops.usecases.outdate_home import outdate_home
from chatops.usecases.tidy import tidy
from chatops.usecases.visit_home import FOLLOWED, visit_home
from tests.usecases.stage import Stage, stage


@pytest.fixture
def house(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        yield made


def homes(house: Stage) -> list[str]:
    return [who for kind, who, _ in house.delivers() if kind == "home"]


def test_everybody_concerned_who_has_it_open_sees_a_new_change(house: Stage) -> None:
    for who in ("ana", "ben", "eve"):
        visit_home(house.house, who)
    house.opens("ben")
    assert sorted(homes(house)) == ["ana", "ben"]


def test_a_decision_draws_it_anew_once_however_much_happened_meanwhile(house: Stage) -> None:
    key = house.opens("ben")
    house.delivers()
    visit_home(house.house, "ana")
    house.says(key, "ana")
    house.says(key, "cleo")
    assert homes(house) == ["ana"]
    house.revises(key, title="Other")
    assert homes(house) == ["ana"]


def test_who_did_not_open_it_has_none(house: Stage) -> None:
    house.approved()
    outdate_home(house.house, "ana")
    assert homes(house) == []


def test_details_opened_and_an_absence_show_there(house: Stage) -> None:
    key = house.opens("ben")
    house.delivers()
    visit_home(house.house, "ana")
    open_details(house.house, house.change(key), "ana")
    assert homes(house) == ["ana"]
    away(house.house, Away("ana", house.now + timedelta(days=1), None, "ana"))
    assert "ana" in homes(house)


def test_it_is_forgotten_a_day_after_the_last_visit(house: Stage) -> None:
    visit_home(house.house, "ana")
    house.now += timedelta(hours=1)
    visit_home(house.house, "ana")
    house.now += FOLLOWED - timedelta(minutes=30)
    tidy(house.house)
    outdate_home(house.house, "ana")
    assert homes(house) == ["ana"]
    house.now += timedelta(minutes=31)
    tidy(house.house)
    outdate_home(house.house, "ana")
    assert homes(house) == []
