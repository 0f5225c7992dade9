"""A snooze ends by itself: the person hears of the change again, once, if it still asks them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decision import Verb
from chatops.core.policy import SignOffs
from chatops.core.snoozing import Sleep
from chatops.jobs.ticks import TICKS
from chatops.store.database import open_store
from chatops.usecases.cancel import cancel
from chatops.usecases.chase import chase
from chatops.usecases.home import home
from chatops.usecases.snooze import snooze
from chatops.usecases.visit_home import visit_home
from tests import builders as make
from tests.store.acting import at_once, behind_its_back
from tests.usecases.stage import Stage, stage

ENDED = "snooze:ended"


def sleeps(house: Stage, key: str, who: str = "ana", hours: int = 2) -> None:
    snooze(house.house, Sleep(key, who, house.now + timedelta(hours=hours)))


def told(house: Stage) -> list[tuple[str, str, str]]:
    """Return what is carried a minute later, when reminders were gathered."""
    house.passes(minutes=1)
    return [one for one in house.delivers() if one[0] != "card"]


def asked(house: Stage, key: str) -> list[object]:
    return [one.data["event"]["is_asked"] for one in house.entries(key, ENDED)]


def test_when_the_moment_has_come_the_person_hears_of_it_and_their_home_is_drawn_once(
    house: Stage,
) -> None:
    key = house.opens()
    visit_home(house.house, "ana")
    sleeps(house, key)
    house.delivers()
    house.passes(hours=1, minutes=59)
    assert (chase(house.house), told(house)) == (0, [])
    house.passes(minutes=1)
    assert (chase(house.house), chase(house.house)) == (1, 0)
    assert told(house) == [("home", "ana", ""), ("reminder", "ana", key)]
    assert home(house.house, "ana").snoozed == ()
    assert asked(house, key) == [True]


def test_a_tick_does_it() -> None:
    assert chase in [tick.run for tick in TICKS]


def test_it_is_told_once_by_two_replicas_and_after_a_restart(house: Stage, sqlite_url: str) -> None:
    key = house.opens()
    for who in ("ana", "cleo"):
        sleeps(house, key, who)
    house.delivers()
    house.passes(hours=3)
    other = Stage(open_store(sqlite_url), now=house.now)
    done = at_once([lambda: chase(house.house), lambda: chase(other.house)])
    assert sorted(done) == [0, 1]
    other.store.close()
    with stage(sqlite_url) as restarted:
        restarted.now = house.now
        assert chase(restarted.house) == 0
        found = [one for one in told(restarted) if one[0] == "reminder"]
        assert sorted(found) == [("reminder", "ana", key), ("reminder", "cleo", key)]


def test_who_snoozes_it_again_hears_of_it_at_the_later_moment_only(house: Stage) -> None:
    key = house.opens()
    sleeps(house, key, hours=2)
    sleeps(house, key, hours=5)
    house.delivers()
    house.passes(hours=3)
    assert chase(house.house) == 0
    house.passes(hours=3)
    assert chase(house.house) == 1
    assert [one for one in told(house) if one[1] == "ana"] == [("reminder", "ana", key)]
    assert asked(house, key) == [True]


def revised(house: Stage, key: str) -> None:
    house.revises(key, title="Other")


def approved(house: Stage, key: str) -> None:
    house.says(key, "ana")


def complete(house: Stage, key: str) -> None:
    house.says(key, "cleo")
    house.says(key, "dan")


def rejected(house: Stage, key: str) -> None:
    house.says(key, "cleo", Verb.REJECT)


def cancelled(house: Stage, key: str) -> None:
    cancel(house.house, Cancel(key, "ben", 1, "slack", "The customer waits."))


@pytest.mark.parametrize(
    "ending",
    [revised, approved, complete, rejected, cancelled],
    ids=lambda f: f.__name__,
)
def test_what_does_not_ask_them_any_more_is_not_told(
    house: Stage, ending: Callable[[Stage, str], None]
) -> None:
    key = house.opens()
    sleeps(house, key)
    ending(house, key)
    house.delivers()
    house.passes(hours=3)
    assert (chase(house.house), chase(house.house)) == (1, 0)
    assert [one for one in told(house) if one[:2] == ("reminder", "ana")] == []
    assert asked(house, key) == [False]


def test_while_no_policy_can_be_read_it_waits_and_is_not_lost(house: Stage) -> None:
    key, known = house.opens(), house.facts
    sleeps(house, key)
    house.passes(hours=3)
    house.facts = replace(known, policy=None, problems=("No policy.",))
    assert (chase(house.house), asked(house, key)) == (0, [])
    house.facts = known
    assert (chase(house.house), asked(house, key)) == (1, [True])


def test_who_could_sign_as_anyone_hears_of_it_too(house: Stage) -> None:
    anyone = make.rule(SignOffs("seniors", 1, ("anyone",), min_level="senior"))
    house.facts = replace(house.facts, policy=make.policy(anyone))
    key = house.opens()
    assert "eve" not in house.change(key).asked
    sleeps(house, key, "eve")
    house.delivers()
    house.passes(hours=3)
    chase(house.house)
    assert told(house) == [("reminder", "eve", key)]


def test_one_damaged_change_does_not_keep_the_others_from_being_told(
    house: Stage, sqlite_url: str
) -> None:
    broken, sound = house.opens(), house.opens(title="Another")
    for key in (broken, sound):
        sleeps(house, key)
    house.delivers()
    behind_its_back(sqlite_url, f"UPDATE revisions SET content = '{{}}' WHERE key = '{broken}'")  # noqa: S608 - our key
    with stage(sqlite_url) as restarted:  # a process that remembers nothing
        restarted.passes(hours=3)
        assert chase(restarted.house) == 1
        assert asked(restarted, sound) == [True]
