"""What waits is chased: people are reminded in their hours, others are asked, and it ends.

The clock is moved on by hand. Everybody of Payments works in Berlin, in 2030, when Easter Monday
is the 22nd of April.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chatops import bootstrap
from chatops.core.away import Away
from chatops.core.chase import Rung
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded, ScheduleMoved
from chatops.core.glass import Break
from chatops.core.handing import GiveOver
from chatops.core.nudging import Remind
from chatops.core.people import Standing
from chatops.core.request import Open, Revise
from chatops.core.snoozing import Sleep
from chatops.demo.acting import JSON, shown
from chatops.jobs.ticks import TICKS, run
from chatops.usecases.away import away
from chatops.usecases.break_glass import break_glass
from chatops.usecases.decide import decide
from chatops.usecases.hand_over import hand_over
from chatops.usecases.nudge import nudge
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.read import show, trail
from chatops.usecases.revise import revise
from chatops.usecases.snooze import snooze
from tests import builders
from tests.scenarios.conftest import Clock, Town, town_at

PAYMENTS, OTHER = "C01PAYMENTS", builders.OTHER_SHA
BERLIN = ZoneInfo("Europe/Berlin")
IN_BERLIN = "working_hours: {country: DE, subdivision: BY}, time_zone: Europe/Berlin}"
PAYMENTS_TEAM = ("priya", "hanna", "tom")  # besides Diego, who asks
PEOPLE = ("priya", "hanna", "diego", "tom", "marcus")
MONDAY = datetime(2030, 3, 4, 9, 0, tzinfo=BERLIN)
_TICKS = [one for one in TICKS if one.name in {"reassess", "chase"}]


class Office:
    """Payments in Berlin, and its clock."""

    def __init__(self, town: Town) -> None:
        self.town = town
        town.directory_says(
            *(
                (f"working_hours: {{country: {country}}}}}", IN_BERLIN)
                for country in ("IN, subdivision: KA", "DE, subdivision: BY", "MX")
            ),
            ("working_hours: {country: DE, subdivision: BE}}", IN_BERLIN),
            ("working_hours: {country: GB, subdivision: ENG}}", IN_BERLIN),
        )
        for name in PEOPLE:
            observe(town.house, name, Standing.FULL)

    def opens(self, **more: Any) -> tuple[str, ...]:
        """Diego asks for a change; return who is asked."""
        told = open_change(self.town.house, Open("diego", "slack", builders.draft(**more)))
        assert told is not None
        return told.change.asked

    def asked(self, key: str = "CR-1") -> tuple[str, ...]:
        return show(self.town.house, key).change.asked

    def at(self, moment: datetime) -> None:
        """It is that moment: what is due is done, and is on its way a minute later."""
        self.town.clock.ahead += moment - self.town.clock.now()
        for tick in _TICKS:
            run(tick, self.town.house)
        self.town.clock.passes(seconds=61)
        self.town.house.wake()

    def hears(self, name: str, count: int = 1) -> str:
        """Wait until this person has got so many reminders, and no more; return the last."""
        workspace = self.town.demo.workspace
        said = f"reminder {count} of {name}"
        told = workspace.wait_for(lambda: self._told(name, count), said)
        assert len(told) == count, told
        return told[-1]

    def _told(self, name: str, count: int) -> list[str] | None:
        told = self.town.person(name).direct_messages()
        found = [shown(one) for one in told if _is_reminder(one)]
        return found if len(found) >= count else None

    def reads(self, name: str, words: str) -> None:
        """Wait until a reminder to this person says so."""

        def look() -> bool | None:
            return any(words in one for one in self._told(name, 0) or ()) or None

        self.town.demo.workspace.wait_for(look, words)

    def steps(self) -> int:
        """Return how often anybody was reminded, or told of the silent."""
        return len(self.entries(Reminded.TAG)) + len(self.entries(Escalated.TAG))

    def rungs(self) -> set[str]:
        """Return how high CR-1 was carried."""
        return {str(one["rung"]) for one in self.entries(Escalated.TAG)}

    def entries(self, tag: str, key: str = "CR-1") -> list[JSON]:
        found = trail(self.town.house, key).entries
        return [one.data["event"] for one in found if one.tag == tag]

    def moved(self, key: str = "CR-1") -> list[str]:
        """Return why the schedule moved, each time."""
        return [str(one["why"]) for one in self.entries(ScheduleMoved.TAG, key)]


def _is_reminder(message: JSON) -> bool:
    return any(one.get("block_id", "").startswith("remind:") for one in message["blocks"] or [])


def office(folder: Path, begins: datetime) -> Iterator[Office]:
    clock = Clock(begins - bootstrap.utc_now())
    with town_at(folder, clock) as town:
        yield Office(town)


@pytest.fixture
def monday(tmp_path: Path) -> Iterator[Office]:
    """Begin on a Monday at nine."""
    yield from office(tmp_path, MONDAY)


@pytest.fixture
def easter(tmp_path: Path) -> Iterator[Office]:
    """Begin on the Thursday before Easter, at three in the afternoon."""
    yield from office(tmp_path, datetime(2030, 4, 18, 15, 0, tzinfo=BERLIN))


def test_people_are_reminded_once_a_step_in_their_hours_and_others_are_asked(
    monday: Office,
) -> None:
    first, second = monday.opens(), monday.opens(commit=OTHER)
    (both,) = set(first) & set(second)
    third = ({*PAYMENTS_TEAM} - set(first)).pop()
    monday.at(MONDAY + timedelta(hours=3, minutes=50))
    assert monday.steps() == 0
    monday.at(MONDAY + timedelta(hours=4, minutes=5))
    told = monday.hears(both)  # one message for two changes
    for words in ("2 changes wait for your sign-off.", "CR-1", "CR-2", "waits 4 h"):
        assert words in told
    monday.hears(third)
    decide(monday.town.house, Decide("CR-2", third, Verb.REJECT, 1, "slack", "Not this week."))
    before = monday.steps()
    monday.at(MONDAY + timedelta(hours=7, minutes=50))
    assert monday.steps() == before
    monday.at(MONDAY + timedelta(hours=8, minutes=5))  # reminded again, and others are asked
    assert monday.asked() == (*first, third)
    assert "asked since nobody heard from" in monday.hears(third, 2)
    assert monday.rungs() == {Rung.OTHERS.value}
    before = monday.steps()
    for hours in (13, 23):  # at night
        monday.at(MONDAY + timedelta(hours=hours))
    assert monday.steps() == before


def test_what_nobody_answers_is_carried_higher_until_it_expires(monday: Office) -> None:
    monday.opens()
    monday.at(MONDAY + timedelta(hours=8, minutes=5))
    monday.at(MONDAY + timedelta(days=2, hours=6, minutes=5))  # after 24 working hours
    assert monday.rungs() > {Rung.OTHERS.value}
    monday.at(MONDAY + timedelta(days=7, hours=3, minutes=5))  # after 48
    assert Rung.DIRECTOR.value in monday.rungs()
    monday.reads("marcus", "Carried to you as director of Payments")
    monday.at(MONDAY + timedelta(days=9, hours=1, minutes=5))  # 8 working hours before the end
    (last,) = [one for one in monday.entries(Reminded.TAG) if one["last"]]
    assert "diego" in last["people"]
    assert "1 request of yours expires soon." in monday.hears("diego")
    monday.at(MONDAY + timedelta(days=10, minutes=5))  # after 72 working hours
    assert show(monday.town.house, "CR-1").verdict.state.value == "expired"
    before = monday.steps()
    monday.at(MONDAY + timedelta(days=14, hours=2))
    assert monday.steps() == before


def test_what_people_do_moves_the_schedule_and_the_trail_says_so(monday: Office) -> None:
    house = monday.town.house
    first, second = monday.opens()
    third = ({*PAYMENTS_TEAM} - {first, second}).pop()
    snooze(house, Sleep("CR-1", first, MONDAY + timedelta(days=1, hours=1)))
    assert monday.moved()[-1].endswith("wants to hear of it later")
    monday.at(MONDAY + timedelta(hours=4, minutes=5))
    (one,) = monday.entries(Reminded.TAG)
    assert one["people"] == [second]
    nudge(house, Remind("CR-1", "diego"))
    assert any("reminded those who are asked" in one for one in monday.moved())
    monday.at(MONDAY + timedelta(hours=7, minutes=50))  # the gap begins with the nudge
    assert len(monday.entries(Reminded.TAG)) == 1
    hand_over(house, GiveOver("CR-1", second, third))
    assert any("handed it over" in one for one in monday.moved())
    away(house, Away(third, MONDAY + timedelta(days=3), "", third))
    monday.at(MONDAY + timedelta(hours=8))
    assert any("is away" in one for one in monday.moved())
    draft = builders.draft(commit=OTHER)
    revise(house, Revise("CR-1", "diego", "slack", 1, draft))
    assert any("revision 2 came" in one for one in monday.moved())


def test_nobody_is_reminded_on_holidays_and_an_outage_ends_in_one_message(easter: Office) -> None:
    asked = easter.opens()
    for day, hour in ((19, 12), (20, 12), (22, 12)):  # Good Friday, Saturday, Easter Monday
        easter.at(datetime(2030, 4, day, hour, tzinfo=BERLIN))
    assert easter.steps() == 0
    easter.at(datetime(2030, 4, 23, 10, 5, tzinfo=BERLIN))  # 3 hours on Thursday, 1 on Tuesday
    for name in asked:
        easter.hears(name)
    easter.town.person("diego").sees(PAYMENTS, "CR-1 waits for their sign-offs.")
    easter.at(datetime(2030, 4, 25, 15, 0, tzinfo=BERLIN))  # nothing ran for two days
    for name in asked:
        easter.hears(name, 2)
    assert len(easter.entries(Reminded.TAG)) == 2
    whom = [who for one in easter.entries(Escalated.TAG) for who in one["people"]]
    assert len(whom) == len(set(whom))
    before = easter.steps()
    easter.at(datetime(2030, 4, 25, 15, 10, tzinfo=BERLIN))
    assert easter.steps() == before


def test_emergencies_run_by_the_clock_and_unpaid_reviews_are_reminded_of(monday: Office) -> None:
    night = MONDAY + timedelta(hours=15)  # midnight
    monday.at(night)
    asked = monday.opens(kind="emergency")
    monday.at(night + timedelta(minutes=18))
    for name in asked:
        assert "an emergency" in monday.hears(name)
    monday.at(night + timedelta(minutes=34))
    assert len(monday.asked()) == len(asked) + 1
    monday.at(MONDAY + timedelta(days=1, hours=7))  # Tuesday, four in the afternoon
    break_glass(monday.town.house, Break("CR-1", "hanna", 1, "slack", "Checkout is down."))
    assert monday.entries(ObligationReminded.TAG) == []
    monday.at(MONDAY + timedelta(days=2, minutes=5))  # half of its 24 hours passed at night
    (one,) = monday.entries(ObligationReminded.TAG)
    assert "hanna" not in one["people"]
    monday.reads(one["people"][0], "1 obligation is open.")
