"""Each director gets one digest a week, on Monday at nine where they are, whatever goes wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from chatops.core.people import Person, Standing, WorkingHours
from chatops.core.refused import Refused
from chatops.jobs.ticks import TICKS, run
from chatops.store.database import Store, open_store
from chatops.usecases.digest_status import digest_status
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from tests import builders as make
from tests.store.acting import at_once, faults
from tests.usecases.directing import MAX, VERA, WEEK, busy, directing, facts, monday, posted
from tests.usecases.stage import Stage, stage

HERS = ("vera", "", WEEK)
HIS, OF_HIS_CHANNEL = ("max", "", WEEK), ("max", "CDIR", WEEK)
ALL = [HIS, OF_HIS_CHANNEL, HERS]


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        yield made


def sends(house: Stage) -> list[tuple[str, str, str]]:
    send_digests(house.house)
    return posted(house)


def sent_weeks(house: Stage, director: str = "max") -> list[str]:
    return [one.week for one in digest_status(house.house) if one.director == director]


def test_a_week_in_which_nothing_happened_is_told(house: Stage) -> None:
    monday(house)
    assert sends(house) == ALL


def test_nobody_is_sent_a_week_that_was_over_before_the_service_began(sqlite_url: str) -> None:
    with stage(sqlite_url) as new:
        new.facts = facts()
        for day in range(7):  # of which the first is a Monday, at nine
            new.now = make.NOW + timedelta(days=day)
            assert sends(new) == []
        new.now = make.NOW + timedelta(days=7)
        assert {week for _, _, week in sends(new)} == {"2026-W10"}


def test_directors_and_vps_get_theirs_and_the_channel_too(house: Stage) -> None:
    busy(house)
    monday(house)
    assert sends(house) == ALL
    (entry,) = house.entries("digest:max")
    assert (entry.tag, entry.data["event"]["version"]) == ("digest:sent", 1)
    assert house.wakes > 0


def test_nothing_is_sent_before_nine_on_monday(house: Stage) -> None:
    house.now = make.NOW - timedelta(minutes=1)
    send_digests(house.house)
    assert sent_weeks(house) == ["2026-W08"]  # of which nothing was sent before
    assert sends(house) != []
    house.now = make.NOW
    assert sends(house) == ALL


def test_it_is_sent_once(house: Stage) -> None:
    monday(house)
    assert sends(house) == ALL
    house.passes(minutes=1)
    assert sends(house) == []
    house.passes(days=6)
    assert sends(house) == []
    assert sent_weeks(house) == [WEEK]


def test_the_ticks_send_and_remind() -> None:
    assert {send_digests, remind_attestations} <= {one.run for one in TICKS}


def test_after_an_outage_only_the_last_week_is_sent(house: Stage) -> None:
    monday(house)
    sends(house)
    house.passes(days=24)
    assert {week for _, _, week in sends(house)} == {"2026-W12"}
    assert sent_weeks(house) == ["2026-W12", WEEK]


def test_nine_is_by_the_clock_where_the_director_is(house: Stage) -> None:
    house.passes(minutes=1)
    observe(house.house, "vera", Standing.FULL, "America/New_York")
    house.facts = facts(replace(MAX, zone="Asia/Tokyo"), VERA)
    house.now = datetime(2026, 3, 2, 8, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
    sends(house)
    assert sent_weeks(house) == ["2026-W08"]
    house.passes(minutes=1)
    assert sends(house) == [HIS, OF_HIS_CHANNEL]
    house.now = datetime(2026, 3, 2, 13, 59, tzinfo=UTC)  # 08:59 in New York
    assert sends(house) == []
    house.passes(minutes=1)
    assert sends(house) == [HERS]


@pytest.mark.parametrize(
    "vera", [replace(VERA, slack_id=None), replace(VERA, active=False), replace(VERA, bot=True)]
)
def test_whom_no_message_reaches_is_passed_over(house: Stage, vera: Person) -> None:
    house.facts = facts(MAX, vera)
    monday(house)
    assert sends(house) == [HIS, OF_HIS_CHANNEL]
    house.facts = facts()
    assert sends(house) == [HERS]  # once they can be reached


def test_guests_are_sent_nothing(house: Stage) -> None:
    monday(house)
    house.slack_says("vera", Standing.GUEST)
    assert sends(house) == [HIS, OF_HIS_CHANNEL]


def test_while_a_source_cannot_be_read_it_waits(house: Stage) -> None:
    monday(house)
    known = house.facts
    house.facts = replace(known, policy=None, problems=("The policy cannot be used.",))
    assert sends(house) == []
    house.facts = known
    assert sends(house) == ALL


def test_they_are_reminded_after_two_working_days_of_their_own(house: Stage) -> None:
    house.facts = facts(replace(MAX, hours=WorkingHours(days=(0, 3))), VERA)
    monday(house)
    sends(house)
    due = {one.director: one.said.remind_at for one in digest_status(house.house) if one.said}
    assert due["vera"] == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert due["max"] == datetime(2026, 3, 9, 9, tzinfo=UTC)


def replica(url: str, stores: list[Store]) -> House:
    stores.append(open_store(url))
    return House(stores[-1], facts, lambda: make.NOW, lambda: None)


def test_replicas_that_tick_at_once_send_each_digest_once(store_url: str) -> None:
    with directing(store_url) as house:
        busy(house)
        monday(house)
        stores: list[Store] = []
        replicas = [replica(store_url, stores) for _ in range(3)]
        results = at_once([partial(send_digests, one) for one in replicas])
        assert sum(results) == 2
        assert posted(house) == ALL
        assert faults(house.store) == []
        for one in stores:
            one.close()


@pytest.mark.parametrize(
    ("error", "event", "why"),
    [
        (ZeroDivisionError(), "tick.failed", None),
        (Refused("unreached", "Max cannot be reached."), "tick.refused", "Max cannot be reached."),
    ],
)
def test_one_that_cannot_be_made_keeps_no_other_from_being_sent(
    house: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception, event: str, why: str | None
) -> None:
    """Whatever is wrong with it: the tick reports it, sends the others, and tries it anew."""
    monday(house)
    tick = next(one for one in TICKS if one.run is send_digests)
    with monkeypatch.context() as patched, capture_logs() as logs:
        patched.setattr("chatops.usecases.send_digests.send_digest", failing("max", error))
        run(tick, house.house)
    (told,) = logs
    assert (told["event"], told.get("why")) == (event, why)
    assert f"max {WEEK}" in told.values()
    assert (sent_weeks(house, "vera"), sent_weeks(house)) == ([WEEK], [])
    run(tick, house.house)
    assert sent_weeks(house) == [WEEK]


def failing(who: str, error: Exception) -> Callable[..., object]:
    """Return what sends digests, but for this director, which no rule foresaw."""

    def send(made: House, director: str, week: str) -> object:
        if director == who:
            raise error
        return send_digest(made, director, week)

    return send


def test_a_crash_after_the_commit_of_one_sends_the_others_later(house: Stage) -> None:
    monday(house)

    def crash() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        send_digests(replace(house.house, wake=crash))
    assert len(digest_status(house.house)) == 1
    assert sends(house) == ALL
