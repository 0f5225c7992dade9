"""A digest is made of the week as it is counted now, and nothing is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chatops.core.digest import Count, Load, Missing
from chatops.core.refused import Refused
from chatops.usecases.check_digest import check_digest
from chatops.usecases.count_digest import count_digest
from chatops.usecases.digest_status import digest_status
from chatops.usecases.make_digest import make_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.show_digest import show_digest
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


def lives(house: Stage, zone: str) -> None:
    """Let Max move."""
    house.facts = facts(replace(MAX, zone=zone), VERA)


def told(house: Stage) -> list[tuple[str, datetime, datetime]]:
    """Return the weeks of which Max was sent digests, oldest first, with begin and end."""
    weeks = sorted(one.week for one in digest_status(house.house) if one.director == "max")
    digests = [show_digest(house.house, "max", one).digest for one in weeks]
    return [(one.week, one.begins, one.ends) for one in digests]


WEST, EAST = "Pacific/Honolulu", "Pacific/Auckland"
SUNDAY = datetime(2026, 3, 1, 20, 5, tzinfo=UTC)  # Monday, 09:05 in Auckland


def test_who_moves_west_is_told_of_no_moment_twice_and_of_each_once(house: Stage) -> None:
    lives(house, EAST)
    house.now = SUNDAY
    send_digests(house.house)
    lives(house, WEST)
    house.passes(minutes=5)
    send_digests(house.house)  # where it is Sunday still, and W08 the last week that is over
    house.passes(hours=1)
    house.opens()  # in W10 of Auckland, and in W09 of Honolulu
    house.now = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    send_digests(house.house)
    assert [week for week, _, _ in told(house)] == ["2026-W09"]
    house.passes(days=7)
    send_digests(house.house)
    (_, _, first), (week, begins, ends) = told(house)
    assert (week, begins, ends) == ("2026-W10", first, datetime(2026, 3, 9, 10, tzinfo=UTC))
    digest = show_digest(house.house, "max", week).digest
    assert digest.figures.number(Count.OPENED) == 1
    assert sum(one.opened for one in digest.figures.days) == 1
    assert check_digest(house.house, "max", week).difference == ""


def test_who_moves_east_has_a_shorter_week(house: Stage) -> None:
    lives(house, WEST)
    house.now = datetime(2026, 3, 2, 19, 5, tzinfo=UTC)
    house.now -= timedelta(hours=10)
    house.opens()  # in W09 of Honolulu, and in W10 of Auckland
    house.passes(hours=10)
    send_digests(house.house)
    lives(house, EAST)
    house.passes(days=7)
    send_digests(house.house)
    (_, _, first), (week, begins, ends) = told(house)
    assert (week, begins, ends) == ("2026-W10", first, datetime(2026, 3, 8, 11, tzinfo=UTC))
    numbers = [show_digest(house.house, "max", one).digest.figures for one in (WEEK, week)]
    assert [one.number(Count.OPENED) for one in numbers] == [1, 0]
    assert sum(one.opened for one in numbers[1].days) == 0
    assert check_digest(house.house, "max", week).difference == ""


def test_a_corrected_digest_is_of_the_same_time(house: Stage) -> None:
    lives(house, EAST)
    house.now = SUNDAY
    send_digests(house.house)
    before = told(house)
    lives(house, WEST)
    house.passes(days=2)
    send_digest(house.house, "max", WEEK, "ana")
    assert told(house) == before
    assert show_digest(house.house, "max", WEEK).digest.zone == EAST


def test_a_vp_is_told_of_what_a_director_who_was_replaced_left(house: Stage) -> None:
    monday(house)
    send_digests(house.house)
    teams = tuple(replace(one, director="nina") for one in house.facts.directory.teams)
    systems = tuple(replace(one, director="nina") for one in house.facts.registry.systems)
    people = (*house.facts.directory.people, make.person("nina", make.PRINCIPAL))
    house.facts = replace(
        house.facts,
        registry=type(house.facts.registry)(systems),
        directory=make.directory(people, teams),
    )
    house.passes(days=7)
    assert make_digest(house.house, "vera").missing == (Missing("max", WEEK),)
    with pytest.raises(Refused, match="Max is director or VP of no system"):
        make_digest(house.house, "max")


def test_all_that_was_not_attested_is_told(house: Stage) -> None:
    monday(house)
    for _ in range(104):
        send_digests(house.house)
        house.passes(days=7)
    assert len(make_digest(house.house, "vera").missing) == 104


def test_lists_are_of_the_version_that_was_sent(house: Stage) -> None:
    key = busy(house)
    monday(house)
    send_digests(house.house)
    house.facts = replace(house.facts, registry=type(house.facts.registry)(make.SYSTEMS[1:]))
    send_digest(house.house, "max", WEEK, "ana")
    with house.store.reading() as reading:
        first, second = (reading.digests.keys("max", WEEK, one, Count.OPENED)[0] for one in (1, 2))
    assert (first, second) == ((key, "CR-2"), ("CR-2",))


def test_lists_and_numbers_are_counted_from_the_same_rows(house: Stage) -> None:
    busy(house)
    house.opens()
    monday(house)
    made = count_digest(house.house, "max", WEEK)
    assert set(made.lists) == {(one.count, one.of) for one in made.digest.figures.figures}
    assert made.digest.figures.number(Count.OPENED) == len(made.lists[Count.OPENED, ""]) == 3
