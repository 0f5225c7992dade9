"""Lists hold what somebody may see, a page at a time."""

from datetime import timedelta

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.page import Page
from chatops.core.snoozing import Sleep
from chatops.usecases.snooze import snooze
from chatops.usecases.visible import ON_A_PAGE, visible
from tests.usecases.stage import Stage


def everything(_: Change, __: Facts) -> bool:
    return True


def keys(page: Page) -> list[str]:
    return [change.key for change, _ in page.rows]


def test_the_newest_come_first_and_the_pages_hold_each_once(house: Stage) -> None:
    opened = [house.opens() for _ in range(2 * ON_A_PAGE + 1)]
    pages = [visible(house.house, everything, number) for number in (1, 2, 3)]
    assert [key for page in pages for key in keys(page)] == opened[::-1]
    assert {(one.count, one.total, one.is_cut) for one in pages} == {(3, 21, False)}
    assert visible(house.house, everything, 99).number == 3
    assert visible(house.house, everything, 0).number == 1


def test_an_empty_list_has_one_page(house: Stage) -> None:
    page = visible(house.house, everything)
    assert (page.rows, page.count, page.total) == ((), 1, 0)


def test_what_may_not_be_seen_is_not_even_counted(house: Stage) -> None:
    house.opens()
    shown = house.opens()
    page = visible(house.house, lambda change, _: change.key == shown)
    assert (keys(page), page.total) == ([shown], 1)


def test_what_they_snoozed_is_left_out_of_what_waits_and_counted(house: Stage) -> None:
    first, second = house.opens("ben"), house.opens("ben")
    until = house.now + timedelta(hours=2)
    snooze(house.house, Sleep(first, "ana", until))
    page = visible(house.house, everything, waiting_for="ana")
    assert (keys(page), page.total, page.snoozed) == ([second], 1, 1)
    assert visible(house.house, everything, waiting_for="cleo").snoozed == 0
    assert visible(house.house, everything).total == 2
    house.passes(hours=2)
    assert keys(visible(house.house, everything, waiting_for="ana")) == [first, second]


def test_only_their_own_or_what_waits_for_them(house: Stage) -> None:
    own, other = house.opens("ben"), house.opens("ana")
    assert keys(visible(house.house, everything, requester="ben")) == [own]
    assert keys(visible(house.house, everything, waiting_for="ben")) == [other]
    assert keys(visible(house.house, everything, waiting_for="eve")) == []
