"""Last week of the demo's organisation: something for most questions of the weekly digest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from chatops import bootstrap
from chatops.core.digest import Count, Digest
from chatops.core.people import Standing
from chatops.core.weeks import last_week
from chatops.demo import past, run
from chatops.demo.clock import MovableClock
from chatops.demo.passing import run_ticks
from chatops.usecases.house import House
from chatops.usecases.observe_all import Seen
from chatops.usecases.show_digest import show_digest

SATURDAY, MONDAY = "2026-11-21T20:00", "2026-11-02T10:00"  # London left summer time on 25 October


@dataclass(frozen=True)
class Told:
    house: House
    now: datetime

    def digest(self, director: str) -> Digest:
        week = last_week(self.now, "Europe/London").label
        return show_digest(self.house, director, week).digest


@pytest.fixture(scope="module", params=[SATURDAY, MONDAY])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    now = datetime.fromisoformat(request.param).replace(tzinfo=UTC)
    folder, definition = tmp_path_factory.mktemp("past"), run.definition_of_the_demo()
    run.settle(folder, now)
    environment = run.environment_of(definition, "http://127.0.0.1:1/api/", folder)
    clock = MovableClock(lambda: now)
    with bootstrap.house(run.settings_of(environment), now=clock.now) as house:
        past.tell(house, clock, tuple(run.members(house.facts())))
        assert clock.now() == now
        run_ticks(house)
        yield Told(house, now)


def test_only_full_members_of_this_workspace_have_worked_there(told: Told) -> None:
    seen = {one.person: one for one in run.members(told.house.facts())}
    assert seen["hanna"] == Seen("hanna", Standing.FULL, "Europe/Berlin")
    assert {"zoe", "rui", "deploybot"}.isdisjoint(seen)


def test_it_is_over_and_the_numbers_after_it_are_free(told: Told) -> None:
    with told.house.store.reading() as reading:
        changes = reading.changes(open_only=False)
        entries = [entry for one in changes for entry in reading.entries(one.key)]
        begins = last_week(told.now, "Europe/London").begins
        assert reading.indebted_keys() == ("CR-5",)
    assert [one.key for one in changes] == [f"CR-{past.COUNT - at}" for at in range(past.COUNT)]
    assert not any(change.asked for change in changes)
    assert max(entry.at for entry in entries) <= told.now
    assert all(change.opened_at >= begins for change in changes[:-1])


def test_each_director_is_sent_what_there_was(told: Told) -> None:
    marcus, yuki, ingrid = (told.digest(one).figures for one in ("marcus", "yuki", "ingrid"))
    assert [one.number(Count.OPENED) for one in (marcus, yuki, ingrid)] == [4, 1, 5]
    assert [one.number(Count.BROKEN) for one in (marcus, yuki)] == [1, 0]
    assert [one.number(Count.EXPIRED) for one in (marcus, yuki)] == [0, 1]
    assert (ingrid.number(Count.ASSISTED), ingrid.number(Count.GENERATED)) == (3, 1)
    for count in (Count.REJECTED, Count.OWED, Count.HASTY):
        assert marcus.number(count) == 1, count
    for count in (Count.UNREAD, Count.AFTER_HOURS, Count.DURING):
        assert sum(one.number for one in marcus.figures if one.count is count) > 0, count
