"""Slack tells of many people at once: what is new is written, and followed up once."""

from datetime import timedelta

from chatops.core.people import Standing
from chatops.usecases.observe_all import Seen, observe_all
from tests.builders import NOW
from tests.usecases.stage import Stage


def standings(house: Stage, *people: str) -> dict[str, Standing]:
    with house.store.reading() as reading:
        return reading.standings(people)


def test_only_what_is_new_is_written(house: Stage) -> None:
    seen = (Seen("ana", Standing.FULL), Seen("ben", Standing.FULL, "Europe/Berlin"))
    assert observe_all(house.house, seen, NOW) == 1
    assert observe_all(house.house, seen, NOW) == 0


def test_what_was_asked_earlier_does_not_outdo_what_was_told_since(house: Stage) -> None:
    earlier = house.now
    house.passes(minutes=1)
    house.slack_says("ana", Standing.DEACTIVATED)
    assert observe_all(house.house, (Seen("ana", Standing.FULL),), earlier) == 0
    assert standings(house, "ana") == {"ana": Standing.DEACTIVATED}


def test_the_waiting_work_of_who_leaves_moves_to_others_and_they_hear_it_once(
    house: Stage,
) -> None:
    key = house.opens()
    house.delivers()
    (leaver, *_) = house.change(key).asked
    gone = (Seen(leaver, Standing.DEACTIVATED),)
    for _ in range(2):
        house.now += timedelta(minutes=1)
        observe_all(house.house, gone, house.now)
    assert leaver not in house.change(key).asked
    (moved,) = house.entries(key, "work:moved")
    assert moved.data["event"]["why"] == "has a deactivated Slack account"
    told = {(kind, who) for kind, who, tag in house.delivers() if tag == "work:moved"}
    assert {("dm", one) for one in moved.data["event"]["to"]} <= told


def test_nobody_leaves_who_moves_to_another_zone(house: Stage) -> None:
    key = house.opens()
    asked = house.change(key).asked
    observe_all(house.house, [Seen(one, Standing.FULL, "Asia/Tokyo") for one in asked], house.now)
    assert house.change(key).asked == asked
    assert house.entries(key, "work:moved") == []
