"""When a change expires: by the clock, or in working hours of those who own its systems."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from chatops.core.facts import Facts
from chatops.core.lasting import Lasting, hours
from chatops.core.people import Person, WorkingHours
from chatops.core.policy import Chasing
from chatops.core.refused import Refused
from tests import builders as make
from tests.builders import NOW, OTHER_SHA

DAY = timedelta(days=1)
NEVER = WorkingHours(days=())
TWO_DAYS = hours(18)
NIGHT = WorkingHours(begins=time(22), ends=time(6))


def facts_of(
    length: Lasting = TWO_DAYS,
    *,
    chasing: tuple[Chasing, ...] = (),
    people: tuple[Person, ...] = make.PEOPLE,
) -> Facts:
    policy = replace(make.policy(), expires_after=length, chasing=chasing)
    return make.facts(the_policy=policy, the_directory=make.directory(people))


def working(hours_of: dict[str, WorkingHours], otherwise: WorkingHours) -> tuple[Person, ...]:
    return tuple(replace(one, hours=hours_of.get(one.id, otherwise)) for one in make.PEOPLE)


def end(facts: Facts, **fields: Any) -> datetime:
    return make.opened(given=facts, **fields).expires_at


def test_by_the_clock_nobodys_hours_count() -> None:
    assert end(facts_of(7 * DAY)) == NOW + 7 * DAY
    assert end(facts_of(300 * DAY)) == NOW + 300 * DAY


def test_working_hours_pass_while_the_owners_work() -> None:
    # A Monday, 09:00 UTC: two days of nine hours.
    assert end(facts_of(hours(18))) == datetime(2026, 3, 3, 18, tzinfo=UTC)
    friday = datetime(2026, 3, 6, 17, tzinfo=UTC)
    change = make.opened(given=facts_of(hours(2)), now=friday)
    assert change.expires_at == datetime(2026, 3, 9, 10, tzinfo=UTC)


def test_anybody_of_the_team_will_do() -> None:
    people = working({"cleo": NIGHT, "dan": WorkingHours()}, NEVER)
    # 9 hours of Dan's on Monday, 4 of Cleo's until 02:00.
    assert end(facts_of(hours(13), people=people)) == datetime(2026, 3, 3, 2, tzinfo=UTC)


def test_other_teams_do_not_count() -> None:
    people = working({"eve": WorkingHours()}, NEVER)
    facts = facts_of(hours(9), people=people)
    assert end(facts, system="login") == datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert end(facts, system="checkout") == NOW + timedelta(hours=9)  # nobody works: by the clock


def test_the_teams_of_all_its_systems_count() -> None:
    people = working({"eve": WorkingHours()}, NEVER)
    facts = facts_of(hours(10), people=people)
    change = make.opened(given=facts, systems=("checkout", "login"))
    assert change.expires_at == datetime(2026, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize("fields", [{"active": False}, {"bot": True}])
def test_who_cannot_decide_is_never_at_work(fields: dict[str, Any]) -> None:
    gone = replace(make.directory().get("eve"), hours=WorkingHours(), **fields)
    people = tuple(gone if one.id == "eve" else one for one in make.PEOPLE)
    assert end(facts_of(hours(30), people=people), system="login") == NOW + timedelta(hours=30)


def test_somebody_who_is_away_is_not_at_work_until_they_are_back() -> None:
    back = datetime(2026, 3, 4, 9, tzinfo=UTC)
    facts = replace(facts_of(hours(9)), absences=make.absence("eve", until=back))
    assert end(facts, system="login") == back + timedelta(hours=9)


def test_no_working_hours_keep_it_open_for_more_than_90_days() -> None:
    seldom = WorkingHours(days=(0,), begins=time(9), ends=time(10))
    facts = facts_of(hours(20), people=working({"eve": seldom}, NEVER))
    assert end(facts, system="login") == NOW + 90 * DAY
    # One minute a week is full after more than a year.
    minute = WorkingHours(days=(0,), begins=time(9), ends=time(9, 1))
    facts = facts_of(hours(20), people=working({"eve": minute}, NEVER))
    assert end(facts, system="login") == NOW + 90 * DAY


def test_the_entry_for_its_kind_and_risk_goes_first() -> None:
    entries = (
        Chasing(kinds=("standard",), expires_after=hours(9)),
        Chasing(risks=("high",), expires_after=2 * DAY),
        Chasing(kinds=("emergency",), expires_after=timedelta(hours=3)),
    )
    facts = facts_of(7 * DAY, chasing=entries)
    assert end(facts, kind="standard") == datetime(2026, 3, 2, 18, tzinfo=UTC)
    assert end(facts, risk="high") == NOW + 2 * DAY
    assert end(facts, risk="low") == NOW + 7 * DAY
    assert end(facts, kind="emergency", risk="high") == NOW + timedelta(hours=3)


def test_an_emergency_waits_for_nobodys_working_hours() -> None:
    assert end(facts_of(hours(72)), kind="emergency") == NOW + timedelta(hours=72)


def test_a_new_revision_counts_anew() -> None:
    facts = facts_of(hours(18))
    later = NOW + DAY
    change = make.revised(make.opened(given=facts), given=facts, now=later, commit=OTHER_SHA)
    assert change.expires_at == datetime(2026, 3, 4, 18, tzinfo=UTC)


def test_without_a_policy_nothing_is_opened() -> None:
    with pytest.raises(Refused, match="No policy is loaded"):
        make.opened(given=replace(make.facts(), policy=None))
