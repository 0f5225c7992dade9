from datetime import timedelta

import pytest

from chatops.core.directory import Directory
from chatops.core.extent import Period, extent_of, seniors_in
from chatops.core.people import Level
from chatops.core.weeks import week_of
from tests import builders as make

WEEK = week_of("2026-W12", "UTC")
TUESDAY = WEEK.begins + timedelta(days=1)


def test_each_system_has_its_team_and_one_that_is_gone_has_none() -> None:
    extent = extent_of(("checkout", "login", "gone"), WEEK, make.facts())
    assert extent.teams == {"checkout": "payments", "login": "identity", "gone": ""}
    assert extent.systems == ("checkout", "gone", "login")


@pytest.mark.parametrize(
    ("names", "seniors"),
    [
        (("junior", "mid", "senior", "principal"), ("senior", "principal")),
        (("one", "two", "three"), ("two", "three")),
        (("only",), ("only",)),
        ((), ()),
    ],
)
def test_seniors_are_that_level_and_above(names: tuple[str, ...], seniors: tuple[str, ...]) -> None:
    levels = tuple(Level(rank, name) for rank, name in enumerate(names))
    ladder = Directory(levels=levels)
    assert seniors_in(ladder) == seniors


def test_a_spell_is_one_system_and_environment_that_a_window_touches() -> None:
    window = make.window("sale", begins=TUESDAY, systems=("checkout",), environments=("staging",))
    facts = make.facts(the_policy=make.policy(windows=(window,)))
    (spell,) = extent_of(("checkout", "ledger"), WEEK, facts).spells
    assert (spell.system, spell.environment) == ("checkout", "staging")


def test_hours_are_the_persons_own_whether_they_are_away_or_not() -> None:
    zones = {"ana": "Asia/Kolkata"}
    absences = make.absence("ana", until=WEEK.ends)
    extent = extent_of(("checkout",), WEEK, make.facts(zones=zones, absences=absences))
    assert extent.is_at_work("ana", TUESDAY + timedelta(hours=4))  # 09:30 there
    assert not extent.is_at_work("ana", TUESDAY + timedelta(hours=13))
    assert not extent.is_at_work("ben", TUESDAY + timedelta(hours=4))
    assert extent.is_at_work("ben", TUESDAY + timedelta(hours=13))


def test_a_freeze_is_on_while_its_policy_is_in_force() -> None:
    day, friday = timedelta(days=1), WEEK.begins + timedelta(days=4)
    deleted = make.window("deleted", begins=WEEK.begins - day, lasts=9 * day, systems=("ledger",))
    stays = make.window("stays", begins=TUESDAY, lasts=9 * day, systems=("ledger",))
    over = make.window("over", begins=friday, lasts=day, systems=("ledger",))
    periods = (
        Period((deleted, stays, over), WEEK.begins, friday),
        Period((stays,), friday, WEEK.ends),
    )
    extent = extent_of(("ledger",), WEEK, make.facts(), periods)
    production = [one for one in extent.spells if one.environment == "production"]
    assert [(one.name, one.begins, one.ends) for one in production] == [
        ("deleted", WEEK.begins - day, friday),
        ("stays", TUESDAY, friday),
        ("stays", friday, TUESDAY + 9 * day),
    ]
    assert [one.name for one in extent.stretches] == ["deleted", "stays"]
