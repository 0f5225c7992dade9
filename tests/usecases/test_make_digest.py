"""A digest is made of the week as it is counted now, and nothing is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.digest import Count, Load
from chatops.core.refused import Refused
from chatops.usecases.digest_status import digest_status
from chatops.usecases.make_digest import make_digest
from tests import builders as make
from tests.usecases.directing import MAX, VERA, WEEK, busy, directing, facts, monday
from tests.usecases.stage import Stage


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        yield made


def test_it_is_of_the_last_week_and_of_the_own_organisation(house: Stage) -> None:
    busy(house)
    monday(house)
    his, hers = (make_digest(house.house, one) for one in ("max", "vera"))
    assert (his.week, his.version, his.made_at) == (WEEK, 1, house.now)
    assert his.systems == ("checkout", "ledger", "login")
    assert hers.systems == ("checkout", "ledger")
    assert (his.figures.number(Count.OPENED), hers.figures.number(Count.OPENED)) == (2, 1)
    assert [one.person for one in his.figures.rejected] == ["eve"]
    assert hers.figures.rejected == ()


def test_nothing_is_written(house: Stage) -> None:
    monday(house)
    make_digest(house.house, "max")
    assert digest_status(house.house) == ()
    assert house.entries("digest:max") == []
    assert house.outbox().get("waiting", 0) == 0


def test_a_week_is_that_of_the_zone_of_the_director(house: Stage) -> None:
    house.facts = facts(replace(MAX, zone="Asia/Tokyo"), VERA)
    monday(house)
    made = make_digest(house.house, "max", WEEK)
    assert made.zone == "Asia/Tokyo"
    assert made.begins == datetime(2026, 2, 22, 15, tzinfo=UTC)
    assert made.ends - made.begins == timedelta(days=7)


def test_all_that_waits_for_a_senior_is_counted(house: Stage) -> None:
    payments = replace(make.TEAMS[0], members=("ana", "ben", "cleo"))
    people = (*make.PEOPLE, VERA)
    house.facts = replace(house.facts, directory=make.directory(people, (payments,)))
    for _ in range(27):
        house.opens()
    monday(house)
    loads = {one.person: one for one in make_digest(house.house, "max").loads}
    assert loads["ana"] == Load("ana", 0, 27)


def test_while_a_source_cannot_be_read_there_is_none(house: Stage) -> None:
    house.facts = replace(house.facts, policy=None, problems=("The policy cannot be used.",))
    with pytest.raises(Refused, match="The policy cannot be used") as caught:
        make_digest(house.house, "max")
    assert caught.value.code == "cannot_tell"


def test_where_nobody_directs_anything_that_is_told(house: Stage) -> None:
    house.facts = replace(house.facts, registry=type(house.facts.registry)())
    with pytest.raises(Refused, match="The directory names nobody who is"):
        make_digest(house.house, "max")
