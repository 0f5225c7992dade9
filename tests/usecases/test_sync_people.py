"""Everybody is read page by page: in order, resumed, by one replica at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chatops.core.people import Standing
from chatops.store.database import Store
from chatops.usecases.observe_all import Seen
from chatops.usecases.sync_people import EVERY, Page, sync_people
from chatops.usecases.sync_soon import FRESH, sync_soon
from tests.usecases.stage import Stage

PACE = timedelta(seconds=3)


@dataclass
class Slack:
    """Three pages by cursor; it notes what was asked."""

    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def read(self, cursor: str) -> Page:
        self.asked.append(cursor)
        self.meanwhile()
        following = {"": "a", "a": "b", "b": None}[cursor]
        standing = {"": Standing.FULL, "a": Standing.GUEST, "b": Standing.DEACTIVATED}[cursor]
        return Page((Seen(f"person{cursor}", standing),), following, PACE)


@pytest.fixture
def house(store: Store) -> Stage:
    """A house on either database."""
    return Stage(store)


def test_pages_follow_each_other_until_the_end_and_then_there_is_rest(house: Stage) -> None:
    slack = Slack()
    for _ in range(6):
        sync_people(house.house, "T1", slack.read)
        house.now += PACE
    assert slack.asked == ["", "a", "b"]
    with house.store.reading() as reading:
        assert reading.standings(["person", "persona", "personb"]) == {
            "person": Standing.FULL,
            "persona": Standing.GUEST,
            "personb": Standing.DEACTIVATED,
        }
        (roster,) = reading.rosters()
    assert roster.ended_at == house.now - 4 * PACE
    house.now = roster.ended_at + EVERY
    sync_people(house.house, "T1", slack.read)
    assert slack.asked[3:] == [""]


def test_what_an_event_tells_while_a_page_is_read_is_newer_than_the_page(house: Stage) -> None:
    def leaves() -> None:
        house.now += timedelta(seconds=1)
        house.slack_says("person", Standing.DEACTIVATED)
        house.now += timedelta(seconds=1)

    sync_people(house.house, "T1", Slack(meanwhile=leaves).read)
    with house.store.reading() as reading:
        assert reading.standings(["person"]) == {"person": Standing.DEACTIVATED}


def test_a_page_comes_no_sooner_than_slack_allows(house: Stage) -> None:
    slack = Slack()
    for _ in range(3):
        sync_people(house.house, "T1", slack.read)
        house.now += PACE / 2
    assert slack.asked == ["", "a"]


def test_a_restart_goes_on_where_it_was(house: Stage) -> None:
    sync_people(house.house, "T1", Slack().read)
    house.now += PACE
    after = Slack()
    sync_soon(house.house)
    sync_people(house.house, "T1", after.read)
    assert after.asked == ["a"]


def test_while_one_replica_reads_a_page_no_other_does(house: Stage) -> None:
    other = Slack()
    slack = Slack(meanwhile=lambda: sync_people(house.house, "T1", other.read))
    sync_people(house.house, "T1", slack.read)
    assert (slack.asked, other.asked) == ([""], [])


def test_a_page_of_somebody_who_died_is_read_again(house: Stage) -> None:
    def dies(_: str) -> Page:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync_people(house.house, "T1", dies)
    slack = Slack()
    for _ in range(3):
        house.now += timedelta(minutes=1)
        sync_people(house.house, "T1", slack.read)
    assert slack.asked[0] == ""


def test_each_workspace_is_read_for_itself(house: Stage) -> None:
    slack = Slack()
    for team in ("T1", "T2"):
        sync_people(house.house, team, slack.read)
    assert slack.asked == ["", ""]


def test_a_start_does_not_wait_for_the_next_turn_unless_the_last_one_just_ended(
    house: Stage,
) -> None:
    for _ in range(3):
        sync_people(house.house, "T1", Slack().read)
        house.now += PACE
    slack = Slack()
    sync_soon(house.house)
    sync_people(house.house, "T1", slack.read)
    assert slack.asked == []
    house.now += FRESH
    sync_soon(house.house)
    sync_people(house.house, "T1", slack.read)
    assert slack.asked == [""]
