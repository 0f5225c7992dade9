"""Each step is taken once, whatever number of replicas tick, and whatever crashes when."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from chatops.core import chasing
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.verdict import State
from chatops.jobs.ticks import TICKS, run
from chatops.store.database import Transaction, open_store
from chatops.usecases.chase import chase
from chatops.usecases.reassess import reassess
from tests.store.acting import at_once, behind_its_back, faults
from tests.usecases.stage import Stage, stage

REMINDED = "change:reminded"


def reminders(house: Stage, *keys: str) -> list[int]:
    """Return how often each of these changes was reminded of."""
    return [len(house.entries(key, REMINDED)) for key in keys]


def quiet(house: Stage) -> int:
    """Return how many audit entries there are over all changes."""
    with house.store.reading() as reading:
        return sum(len(reading.entries(scope)) for scope in reading.scopes())


def test_a_tick_does_it_often_enough_for_emergencies() -> None:
    (tick,) = [one for one in TICKS if one.run is chase]
    assert tick.every <= timedelta(seconds=15)


def test_a_reminder_is_due_once_and_nothing_is_written_before_and_after(house: Stage) -> None:
    key = house.opens()
    house.passes(hours=3, minutes=59)
    before = quiet(house)
    assert (chase(house.house), quiet(house)) == (0, before)
    house.passes(minutes=1)
    assert (chase(house.house), reminders(house, key)) == (1, [1])
    after = quiet(house)
    assert (chase(house.house), quiet(house)) == (0, after)


def test_all_that_waits_for_a_person_is_one_message(house: Stage) -> None:
    keys = [house.opens(title=f"Number {number}") for number in range(12)]
    house.delivers()
    house.passes(hours=4)
    assert chase(house.house) == len(keys)
    wakes, house.wakes = house.wakes, 0
    assert wakes
    house.passes(minutes=1)
    told = [(who, named.split()) for kind, who, named in house.delivers() if kind == "reminder"]
    assert sorted(who for who, _ in told) == ["ana", "cleo", "dan"]
    waits = {who: [key for key in keys if who in house.change(key).asked] for who, _ in told}
    assert {who: sorted(named) for who, named in told} == {
        who: sorted(asking) for who, asking in waits.items()
    }


@pytest.mark.parametrize(("kind", "seconds"), [("emergency", 0), ("normal", 60)])
def test_the_reminder_of_an_emergency_is_sent_at_once(
    house: Stage, kind: str, seconds: float
) -> None:
    key = house.opens(kind=kind)
    house.delivers()
    house.passes(minutes=15 if kind == "emergency" else 240)
    chase(house.house)
    told = []
    for _ in range(2):
        told.append([one for one in house.delivers() if one[0] == "reminder"])
        house.passes(seconds=60)
    waits = bool(seconds)
    everybody = [("reminder", who, key) for who in house.change(key).asked]
    assert [sorted(one) for one in told] == [[], everybody][:: 1 if waits else -1]


def test_after_an_outage_only_the_latest_step_is_taken(house: Stage) -> None:
    """Of three days: the first reminder and the next people would have come long ago."""
    key = house.opens()
    house.passes(days=3)
    assert (chase(house.house), reminders(house, key)) == (1, [1])
    carried = [one.data["event"] for one in house.entries(key, "change:escalated")]
    assert [(one["people"], one["rung"]) for one in carried] == [(["ana", "cleo"], "director")]
    steps = quiet(house)
    assert (chase(house.house), quiet(house)) == (0, steps)
    house.passes(days=4)
    assert (chase(house.house), house.change(key).state) == (1, State.EXPIRED)
    assert reminders(house, key) == [1]


def test_one_that_cannot_be_read_keeps_no_other_from_its_step(
    house: Stage, sqlite_url: str
) -> None:
    """More than a batch of them, all longer due than the sound one."""
    broken = [house.opens(title=f"Number {number}") for number in range(11)]
    house.passes(minutes=1)
    sound = house.opens()
    for key in broken:
        behind_its_back(sqlite_url, f"UPDATE revisions SET content = '{{}}' WHERE key = '{key}'")  # noqa: S608 - our key
    with stage(sqlite_url) as restarted:  # a process that remembers nothing
        restarted.now = house.now + timedelta(hours=4)
        assert (chase(restarted.house), reminders(restarted, sound)) == (1, [1])
        with restarted.store.reading() as reading:
            assert reading.steps_due(restarted.now) == len(broken)


@pytest.mark.parametrize("count", [3, 12])
def test_a_step_that_fails_keeps_no_other_from_its_own(
    house: Stage, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Whatever is wrong with it: the tick reports it, takes the others, and tries it anew."""
    keys = [house.opens(title=f"Number {number}") for number in range(count)]
    house.passes(hours=4)
    tick = next(one for one in TICKS if one.run is chase)
    with monkeypatch.context() as patched:
        patched.setattr("chatops.usecases.chase.step", failing(keys[1]))
        with capture_logs() as logs:
            run(tick, house.house)
        assert reminders(house, *keys) == [1, 0, *[1] * (count - 2)]
        told = [one["part"] for one in logs if one["event"] == "tick.failed"]
        assert told == ["", keys[1]]
        with pytest.raises(ZeroDivisionError):
            chase(house.house)  # who does not report it hears of it
    run(tick, house.house)
    assert reminders(house, *keys) == [1] * count
    assert faults(house.store) == []


def failing(key: str) -> Callable[..., Outcome]:
    """Return the step, which no rule foresaw to fail for this change."""

    def step(change: Change, facts: Facts, now: datetime) -> Outcome:
        if change.key == key:
            raise ZeroDivisionError
        return chasing.step(change, facts, now)

    return step


def test_two_houses_that_tick_at_once_take_each_step_once(house: Stage, sqlite_url: str) -> None:
    keys = [house.opens(title=f"Number {number}") for number in range(5)]
    house.passes(hours=4)
    other = Stage(open_store(sqlite_url), now=house.now)
    taken = at_once([partial(chase, one.house) for one in (house, other) * 2])
    assert sum(taken) == len(keys)
    assert reminders(house, *keys) == [1] * len(keys)
    assert faults(house.store) == []
    other.store.close()


class Crash(BaseException):
    """The process dies."""


def test_a_crash_before_the_commit_undoes_and_loses_nothing(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies after the second of three steps: the next tick takes all three."""
    keys = [house.opens(title=f"Number {number}") for number in range(3)]
    house.delivers()
    house.passes(hours=4)
    before, done = quiet(house), []
    record = Transaction.record

    def dies(self: Transaction, outcome: Outcome, facts: object) -> None:
        record(self, outcome, facts)  # type: ignore[arg-type]
        done.append(outcome.change.key)
        if len(done) == 2:
            raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "record", dies)
        with pytest.raises(Crash):
            chase(house.house)
    assert (len(done), quiet(house), house.delivers()) == (2, before, [])
    assert chase(house.house) == 3
    assert reminders(house, *keys) == [1] * 3


def test_what_was_open_before_is_chased_from_the_next_look_on(
    house: Stage, sqlite_url: str
) -> None:
    """As a change that an older version stored: nothing is known of any chase."""
    key = house.opens()
    behind_its_back(sqlite_url, "DELETE FROM notes WHERE kind = 'chases'")
    behind_its_back(sqlite_url, "UPDATE changes SET next_step_at = expires_at")
    with stage(sqlite_url) as restarted:
        restarted.now = house.now
        reassess(restarted.house)
        restarted.passes(hours=4)
        assert (chase(restarted.house), reminders(restarted, key)) == (1, [1])


def test_however_much_waits_people_are_asked_in_turn(house: Stage) -> None:
    """Two of the owners for each, and nobody for two more than somebody else."""
    keys = [house.opens("max", title=f"Number {number}") for number in range(70)]
    asked = Counter(who for key in keys for who in house.change(key).asked)
    assert len(asked) > 2
    assert min(asked.values()) > 25
    assert max(asked.values()) - min(asked.values()) <= 1
