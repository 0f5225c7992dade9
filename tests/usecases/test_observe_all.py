"""Slack tells of many people at once: what is new is written, and told once."""

from dataclasses import replace

from chatops.core.handing import GiveOver
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from chatops.store.database import open_store
from chatops.usecases.hand_over import hand_over
from chatops.usecases.observe_all import Seen, observe_all
from chatops.usecases.reassess import reassess
from tests import builders as make
from tests.builders import NOW
from tests.store.acting import behind_its_back
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


def gone(house: Stage, person: str) -> None:
    """Slack tells it, and whoever was told dies before anything else happens."""
    observe_all(house.house, (Seen(person, Standing.DEACTIVATED),), house.now)


def told(house: Stage) -> list[tuple[str, str, str]]:
    return [one for one in house.delivers() if one[2] == "work:moved"]


MOVED = [("thread", "CPAY", "work:moved"), ("dm", "dan", "work:moved")]


def test_nobody_waits_for_what_follows_and_the_next_tick_tells_it_once(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    gone(house, "cleo")
    wakes = house.wakes
    assert house.entries(key, "work:moved") == []
    assert reassess(house.house) == 1
    assert house.wakes == wakes + 1
    gone(house, "cleo")  # Slack tells it again
    assert reassess(house.house) == 0
    assert house.change(key).asked == ("ana", "dan")
    (moved,) = house.entries(key, "work:moved")
    assert moved.data["event"]["why"] == "has a deactivated Slack account"
    assert told(house) == MOVED


def test_somebody_who_acts_before_the_tick_makes_it_told_too(house: Stage) -> None:
    key = house.opens()
    house.delivers()
    gone(house, "cleo")
    house.says(key, "ana")
    assert house.change(key).asked == ("dan",)
    assert told(house) == MOVED
    reassess(house.house)
    assert told(house) == []


def test_only_changes_that_ask_the_person_are_touched(house: Stage) -> None:
    key, other = house.opens(), house.opens(system="login", commit=make.OTHER_SHA)
    before = house.entries(other)
    gone(house, "cleo")
    reassess(house.house)
    assert len(house.entries(key, "work:moved")) == 1
    assert house.entries(other) == before


def test_all_changes_move_although_one_cannot_be_read(house: Stage, sqlite_url: str) -> None:
    keys = (house.opens(commit=letter * 40) for letter in "abc")
    first, *others = (one for one in keys if "ana" in house.change(one).asked)
    assert others
    gone(house, "ana")
    tampering = "UPDATE revisions SET content = '{}' WHERE key = 'KEY'"
    behind_its_back(sqlite_url, tampering.replace("KEY", first))
    another = Stage(open_store(sqlite_url))  # a process that has not read it before
    reassess(another.house)
    assert all(len(another.entries(key, "work:moved")) == 1 for key in others)
    another.store.close()


def test_what_was_handed_to_who_is_gone_goes_back(house: Stage) -> None:
    key = house.opens()
    hand_over(house.house, GiveOver(key, "ana", "dan"))
    assert house.change(key).asked == ("dan", "cleo")
    gone(house, "dan")
    reassess(house.house)
    assert sorted(house.change(key).asked) == ["ana", "cleo"]


def test_somebody_whom_only_a_hand_over_brought_in_is_looked_up_too(house: Stage) -> None:
    """Eve is of another team: nobody but the change itself leads to her."""
    rule = make.rule(SignOffs("two", 2, ("anyone",)))
    house.facts = replace(house.facts, policy=make.policy(rule))
    key = house.opens()
    hand_over(house.house, GiveOver(key, house.change(key).asked[0], "eve"))
    assert "eve" in house.change(key).asked
    gone(house, "eve")
    reassess(house.house)
    (moved,) = house.entries(key, "work:moved")
    assert moved.data["event"]["person"] == "eve"


def test_nobody_leaves_who_moves_to_another_zone(house: Stage) -> None:
    key = house.opens()
    asked = house.change(key).asked
    observe_all(house.house, [Seen(one, Standing.FULL, "Asia/Tokyo") for one in asked], house.now)
    assert reassess(house.house) == 1
    assert house.change(key).asked == asked
    assert house.entries(key, "work:moved") == []
    assert {one.data["event"]["person"] for one in house.entries(key, "schedule:moved")} >= {*asked}
    assert reassess(house.house) == 0
