"""Time passes in the demo, with all that is due in it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chatops import bootstrap
from chatops.core.errand import Receipt, Result
from chatops.core.notices import Reminder
from chatops.demo import passing, run
from chatops.demo.clock import MovableClock
from chatops.demo.passing import extras, let_pass, next_monday
from chatops.demo.past import Office
from chatops.usecases.house import House
from chatops.usecases.observe_all import observe_all

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)  # 09:00 in Berlin
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-01T12:00", "2026-03-02T09:00"),
        ("2026-03-02T08:59", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-09T09:00"),
        ("2026-03-03T08:00", "2026-03-09T09:00"),
        ("2026-03-28T12:00", "2026-03-30T08:00"),  # clocks in London went forward
    ],
)
def test_the_next_monday_morning_is_that_of_london(now: str, expected: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert next_monday(moment) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Demo:
    house: House
    clock: MovableClock


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """The demo's organisation without a service, on a Monday morning."""
    run.settle(tmp_path, MONDAY)
    definition = run.definition_of_the_demo()
    environment = run.environment_of(definition, "http://127.0.0.1:1/api/", tmp_path)
    clock = MovableClock(lambda: MONDAY)
    with bootstrap.house(run.settings_of(environment), now=clock.now) as house:
        observe_all(house, tuple(run.members(house.facts())), MONDAY)
        yield Demo(house, clock)


def test_after_four_hours_a_reminder_leaves_at_once(demo: Demo) -> None:
    key = Office(demo.house, demo.clock, MONDAY).requests("diego", "checkout", "Retry", "Slow.")
    extras(demo.clock, demo.house).buttons[passing.HOURS]()

    with demo.house.store.transaction() as tx:
        errands = tx.claim(now=demo.house.now(), lease=HOUR, limit=99)
    reminders = [one.notice for one in errands if isinstance(one.notice, Reminder)]
    assert Reminder("hanna", ((key, "sign-off"),)) in reminders
    assert timedelta(0) <= demo.clock.now() - (MONDAY + 4 * HOUR) <= timedelta(minutes=2)


def test_no_time_passes_while_something_is_being_carried(demo: Demo) -> None:
    Office(demo.house, demo.clock, MONDAY).requests("diego", "checkout", "Retry", "Slow.")
    with demo.house.store.transaction() as tx:
        errands = tx.claim(now=MONDAY, lease=HOUR, limit=99)
    passed = threading.Thread(target=let_pass, args=(demo.clock, demo.house, HOUR))
    passed.start()
    passed.join(0.3)
    assert demo.clock.now() == MONDAY

    with demo.house.store.transaction() as tx:
        for one in errands:
            tx.settle(one, Receipt(Result.SENT), MONDAY)
    passed.join(10)
    assert demo.clock.now() > MONDAY + HOUR
