"""An account is gone: what waited for the person moves, once, and is told."""

from chatops.core.handing import GiveOver
from chatops.core.people import Standing
from chatops.store.database import open_store
from chatops.usecases.hand_over import hand_over
from chatops.usecases.leave import leave
from tests import builders as make
from tests.store.acting import behind_its_back
from tests.usecases.stage import Stage

WHY = Standing.DEACTIVATED.reason


def gone(house: Stage, person: str) -> None:
    """Slack has told it, and nothing was judged since."""
    with house.store.transaction() as tx:
        tx.remember_standing(person, Standing.DEACTIVATED, house.now)


def test_others_are_asked_and_it_is_told_in_the_thread(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    gone(house, "cleo")
    wakes = house.wakes
    assert leave(house.house, "cleo", WHY) == 1
    assert house.wakes == wakes + 1
    assert house.change(key).asked == ("ana", "dan")
    assert house.delivers() == [
        ("card", "CPAY", ""),
        ("thread", "CPAY", "work:moved"),
        ("dm", "dan", "work:moved"),
    ]
    assert house.entries(key)[-1].tag == "work:moved"


def test_again_it_does_nothing(house: Stage) -> None:
    key = house.opens()
    gone(house, "cleo")
    leave(house.house, "cleo", WHY)
    before = house.entries(key)
    assert leave(house.house, "cleo", WHY) == 0
    assert house.entries(key) == before


def test_only_changes_that_ask_the_person_are_touched(house: Stage) -> None:
    key, other = house.opens(), house.opens(system="login", commit=make.OTHER_SHA)
    before = house.entries(other)
    gone(house, "cleo")
    leave(house.house, "cleo", WHY)
    assert len(house.entries(key, "work:moved")) == 1
    assert house.entries(other) == before


def test_all_changes_move_although_one_cannot_be_read(house: Stage, sqlite_url: str) -> None:
    for letter in "abc":
        house.opens(commit=letter * 40)
    gone(house, "ana")
    with house.store.reading() as reading:
        first, *others = reading.keys_asking("ana")
    assert others
    tampering = "UPDATE revisions SET content = '{}' WHERE key = 'KEY'"
    behind_its_back(sqlite_url, tampering.replace("KEY", first))
    another = Stage(open_store(sqlite_url))  # a process that has not read it before
    assert leave(another.house, "ana", WHY) == len(others)
    with house.store.reading() as reading:
        assert reading.keys_asking("ana") == (first,)
    another.store.close()


def test_whoever_can_still_sign_keeps_their_work(house: Stage) -> None:
    key = house.opens()
    assert leave(house.house, "cleo", WHY) == 0
    assert house.change(key).asked == ("ana", "cleo")
    assert house.entries(key, "work:moved") == []


def test_what_was_handed_to_them_goes_back(house: Stage) -> None:
    key = house.opens()
    hand_over(house.house, GiveOver(key, "ana", "dan"))
    assert house.change(key).asked == ("dan", "cleo")
    gone(house, "dan")
    leave(house.house, "dan", WHY)
    assert house.change(key).asked == ("ana", "cleo")
