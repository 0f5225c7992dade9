"""What may wait for a person is found however many newer changes are open."""

from dataclasses import replace

from chatops.core.policy import SignOffs, When
from chatops.usecases.waiting import waiting
from tests import builders as make
from tests.usecases.stage import Stage


def found(house: Stage, who: str, limit: int) -> list[str]:
    with house.store.reading() as reading:
        return [one.key for one in waiting(house.house, who, reading, limit)[0]]


def test_the_oldest_come_first_and_newer_ones_of_others_hide_none(house: Stage) -> None:
    house.facts = replace(
        house.facts,
        policy=make.policy(
            make.rule(
                SignOffs("max", 1, ("person:max",)),
                when=When(systems=("login",)),
            ),
            make.rule(make.OWNERS),
        ),
    )
    first = house.opens("dan", system="login")
    for _ in range(5):
        house.opens("dan")
    second = house.opens("dan", system="login")
    assert found(house, "max", 2)[:2] == [first, second]
    assert found(house, "max", 1)[0] == first


def test_whether_there_may_be_more_is_told_of_each_kind(house: Stage) -> None:
    for _ in range(2):
        house.opens("dan")
    with house.store.reading() as reading:
        cut = [waiting(house.house, "ana", reading, limit)[1] for limit in (1, 2, 3)]
        nobody = waiting(house.house, "dan", reading, 1)[1]
    assert (cut, nobody) == ([True, True, False], False)


def test_where_the_person_is_asked_comes_before_where_they_could_sign_too(house: Stage) -> None:
    keys = [house.opens("dan") for _ in range(3)]
    for who in ("ana", "ben", "cleo"):
        asked = [key for key in keys if who in house.change(key).asked]
        shown = found(house, who, 10)
        assert shown[: len(asked)] == asked
        assert sorted(shown) == keys
    assert found(house, "dan", 10) == []
