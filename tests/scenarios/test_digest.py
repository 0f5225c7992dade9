"""A director's week: it happens, is told on Monday, forgotten, reminded of, and attested.

The clock is moved on by hand, through March 2030. Marcus directs Payments and Identity from
London; Yuki directs Platform from Tokyo; Ingrid is their VP, in Oslo.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chatops import bootstrap
from chatops.core.people import Standing
from chatops.demo.acting import JSON, Actor, shown
from chatops.jobs.ticks import TICKS, run
from chatops.usecases.check_digest import check_digest
from chatops.usecases.digest_status import digest_status
from chatops.usecases.observe import observe
from chatops.usecases.show_digest import show_digest
from tests.scenarios.conftest import Clock, Town, documents, town_at

PAYMENTS, AUDIT = "C01PAYMENTS", "C01AUDIT"
WEDNESDAY = datetime(2030, 2, 27, 10, 0, tzinfo=UTC)
MONDAY = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)  # the same in London
WEEK = "2030-W09"
ZONES = {"marcus": "Europe/London", "yuki": "Asia/Tokyo", "ingrid": "Europe/Oslo"}
BUTTON = "I have audited this week"
_TICKS = [one for one in TICKS if one.name in {"digests", "attestations"}]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with town_at(tmp_path, Clock(WEDNESDAY - bootstrap.utc_now())) as made:
        for name, zone in ZONES.items():
            observe(made.house, name, Standing.FULL, zone)
        at(made, WEDNESDAY)  # nobody was sent anything yet: the week before is told now
        yield made


def at(town: Town, moment: datetime) -> None:
    """It is that moment, and what is due is done."""
    town.clock.ahead += moment - town.clock.now()
    for tick in _TICKS:
        run(tick, town.house)


def told(who: Actor, week: str = WEEK) -> list[JSON]:
    """Return the digests of that week which this person got."""
    found = (one for one in who.direct_messages() if one["text"].startswith("Audit digest"))
    return [one for one in found if week in shown(one)]


def sent(town: Town, week: str = WEEK) -> set[str]:
    return {one.director for one in digest_status(town.house, week) if one.sent}


def attested(town: Town, week: str = WEEK) -> set[str]:
    return {one.director for one in digest_status(town.house, week) if one.is_attested}


def reminders(who: Actor) -> list[JSON]:
    found = (one for one in who.direct_messages() if "attestation" in one["text"])
    return [one for one in found if WEEK in one["text"]]


def is_sent_at_nine_where_each_director_is(town: Town) -> None:
    at(town, MONDAY - timedelta(hours=9, minutes=1))  # 08:59 in Tokyo
    assert sent(town) == set()
    for hours, directors in ((9, {"yuki"}), (1, {"yuki", "ingrid"}), (0, set(ZONES))):
        at(town, MONDAY - timedelta(hours=hours) + timedelta(seconds=1))
        assert sent(town) == directors


def attests(who: Actor, message: JSON, note: str) -> None:
    channels = who.workspace.state(who.id)["channels"]
    (direct,) = (one["id"] for one in channels if one["kind"] == "im")
    seen = who.clicks_on(BUTTON, message, direct)["seen"]
    assert seen["view"], seen
    assert who.submits(seen["view"]["id"], reason=note)["ok"]
    who.is_told(note)  # the digest itself says so


def test_a_week_is_told_reminded_of_and_attested(town: Town) -> None:
    marcus, ingrid = town.person("marcus"), town.person("ingrid")
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        assert town.person(name).clicks("Approve", PAYMENTS, "CR-1")["ok"]
    is_sent_at_nine_where_each_director_is(town)
    marcus.is_told(WEEK)
    marcus.sees(AUDIT, WEEK)  # his channel has it as well
    at(town, MONDAY + timedelta(days=2, seconds=-1))
    assert (len(told(marcus)), len(reminders(marcus))) == (1, 0)

    at(town, MONDAY + timedelta(days=2, minutes=1))
    asked = f"The audit digest for week {WEEK} waits for Marcus Okafor's attestation."
    attests(marcus, marcus.is_told(asked), "Asked Hanna about CR-1.")
    assert attested(town) == {"marcus"}
    at(town, MONDAY + timedelta(days=4))
    assert (len(told(marcus)), len(reminders(marcus))) == (1, 1)
    assert check_digest(town.house, "marcus", WEEK).difference == ""

    at(town, MONDAY + timedelta(days=7))
    ingrid.is_told("2030-W10")
    (later,) = told(ingrid, "2030-W10")
    assert "Yuki Tanaka" in shown(later)
    missing = show_digest(town.house, "ingrid", "2030-W10").digest.missing
    assert {one.director for one in missing if one.week == WEEK} == {"yuki"}
