"""What Slack says of a person counts from that moment."""

import pytest

from chatops.core.people import Standing
from chatops.core.verdict import State
from chatops.usecases.observe import observe
from chatops.usecases.reassess import reassess
from tests.usecases.stage import Stage
from tests.usecases.test_reassess import NEWS


def test_a_deactivation_is_seen_at_once_and_told_once(house: Stage) -> None:
    key = house.approved()
    house.delivers()
    house.slack_says("ana", Standing.DEACTIVATED)
    house.slack_says("ana", Standing.DEACTIVATED)
    assert reassess(house.house) == 0
    assert house.change(key).state is State.PENDING
    assert sorted(house.delivers()) == sorted(NEWS)
    assert not house.asks().allowed


def test_the_first_that_is_heard_of_a_person_changes_nothing(house: Stage) -> None:
    key = house.opens()
    before = len(house.entries(key))
    house.slack_says("somebody", Standing.GUEST)
    with house.store.reading() as reading:
        assert reading.standings(["somebody"]) == {"somebody": Standing.GUEST}
    assert len(house.entries(key)) == before


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.FULL])
def test_whoever_is_no_full_member_any_more_does_not_count(
    house: Stage, standing: Standing
) -> None:
    key = house.approved()
    house.slack_says("ana", standing)
    assert house.change(key).state is State.PENDING
    house.slack_says("ana", Standing.FULL)
    assert house.change(key).state is State.APPROVED


def test_the_same_again_wakes_nobody(house: Stage) -> None:
    house.approved()
    wakes = house.wakes
    house.slack_says("ana", Standing.FULL)
    assert house.wakes == wakes


def zone(house: Stage, who: str) -> str | None:
    with house.store.reading() as reading:
        return house.house.facts_for((), reading, who).zone(who)


def test_the_time_zone_is_remembered_until_slack_tells_another(house: Stage) -> None:
    for told, known in (
        ("Europe/Berlin", "Europe/Berlin"),
        (None, "Europe/Berlin"),
        ("Asia/Tokyo", "Asia/Tokyo"),
    ):
        observe(house.house, "ana", Standing.FULL, told)
        assert zone(house, "ana") == known


def test_a_move_to_another_zone_judges_nothing_anew(house: Stage) -> None:
    house.approved()
    wakes = house.wakes
    observe(house.house, "ana", Standing.FULL, "Asia/Tokyo")
    assert house.wakes == wakes
