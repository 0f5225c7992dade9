"""Every number leads to its list of changes, and every change to its trail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.digest import Count, Digest, Figure
from chatops.core.digest_list import ListedPage
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.usecases.digest_contents import Contents, digest_contents
from chatops.usecases.digest_lists import listed, trail_of
from chatops.usecases.make_digest import make_digest
from chatops.usecases.send_digests import send_digests
from tests import builders as make
from tests.usecases.directing import WEEK, busy, directing, monday
from tests.usecases.stage import Stage

ALL = Figure(Count.OPENED, 0)


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        yield made


def everything(_: Change, __: Facts) -> bool:
    return True


def looks(house: Stage, figure: Figure = ALL, page: int = 1, **fields: object) -> ListedPage:
    sees = fields.get("sees", everything)
    return listed(house.house, "max", WEEK, figure, page, sees=sees)  # type: ignore[arg-type]


def keys(page: ListedPage) -> list[str]:
    return [row.key for row, _ in page.rows]


def test_the_changes_behind_a_number(house: Stage) -> None:
    key = busy(house)
    monday(house)
    send_digests(house.house)
    assert keys(looks(house)) == ["CR-1", "CR-2"]
    assert keys(looks(house, Figure(Count.APPROVED, 1))) == [key]
    assert keys(looks(house, Figure(Count.REJECTED, 1))) == ["CR-2"]
    assert keys(looks(house, Figure(Count.OPENED, 1, "login"))) == ["CR-2"]
    assert keys(looks(house, Figure(Count.EXPIRED, 0))) == []
    row, change = looks(house).rows[0]
    assert (row.key, row.state, row.approvers) == (change.key, "approved", ("ana", "cleo"))


def test_they_stand_as_they_were_when_the_week_ended(house: Stage) -> None:
    key = house.opens()
    house.now = make.NOW
    house.says(key, "ana", Verb.REJECT)
    send_digests(house.house)
    ((row, change),) = looks(house).rows
    assert (row.state, row.rejected) == ("pending", False)
    assert change.decisions != ()


def test_a_long_list_has_pages(house: Stage) -> None:
    for _ in range(12):
        house.opens()
    monday(house)
    send_digests(house.house)
    first, second = looks(house), looks(house, page=2)
    assert (first.number, first.count, first.total, len(first.rows)) == (1, 2, 12, 10)
    assert keys(second) == ["CR-11", "CR-12"]
    assert looks(house, page=9).number == 2
    assert looks(house, page=0).number == 1


def test_what_the_reader_may_not_see_is_only_counted(house: Stage) -> None:
    busy(house)
    monday(house)
    send_digests(house.house)
    page = looks(house, sees=lambda change, _: change.key == "CR-2")
    assert (keys(page), page.hidden, page.total) == (["CR-2"], 1, 2)


def test_a_digest_that_was_not_sent_has_no_lists(house: Stage) -> None:
    with pytest.raises(Refused, match="No such digest of Max"):
        looks(house)


def test_a_trail_is_told_in_sentences(house: Stage) -> None:
    key = busy(house)
    told = trail_of(house.house, key)
    assert [one.sentence for one in told][:2] == [
        "Ben asked for aaaaaaaaaaaa on checkout (slack)",
        "Ana (senior, slack): approve revision 1, without having opened Details",
    ]
    assert told[0].at == house.now


def contents(house: Stage, **fields: int) -> tuple[Digest, Contents]:
    monday(house)
    digest = make_digest(house.house, "max", WEEK)
    return digest, digest_contents(house.house, digest, **fields)


def test_every_figure_has_its_list_of_that_length(house: Stage) -> None:
    busy(house)
    house.revises(house.opens(), title="Raise it more")
    house.passes(hours=10)
    house.says("CR-3", "ana")
    digest, found = contents(house)
    assert set(found.lists) == set(digest.figures.figures)
    assert list(found.changes) == ["CR-1", "CR-2", "CR-3"]
    for figure, behind in found.lists.items():
        assert behind, figure
        assert set(behind) <= set(found.changes)
    assert found.trails == {}


def test_only_so_many_come_with_their_trails(house: Stage) -> None:
    busy(house)
    _, found = contents(house, trails=1)
    assert list(found.trails) == ["CR-1"]
    assert found.trails["CR-1"] == trail_of(house.house, "CR-1")


def test_changes_of_other_weeks_are_not_in_it(house: Stage) -> None:
    house.now -= timedelta(days=7)
    house.approved()
    house.now += timedelta(days=7)
    busy(house)
    _, found = contents(house)
    assert found.lists[Figure(Count.OPENED, 2)] == ("CR-2", "CR-3")
