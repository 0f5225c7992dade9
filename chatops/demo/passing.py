"""Time passes in the demo: at a press of a button, with all that happens in it at once."""

import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import partial
from zoneinfo import ZoneInfo

from chatops.demo.clock import MovableClock
from chatops.jobs.ticks import TICKS, run
from chatops.simulator.extras import Extras
from chatops.usecases.house import House

LABEL = "Time for the app"
HOURS, MONDAY = "Let 4 hours pass", "To Monday 09:00 in London"
LONDON = ZoneInfo("Europe/London")  # where it is Monday 09:00, it is no earlier for any director
_MORNING = clock_time(9)
_GATHERED = timedelta(seconds=61)  # so long a reminder waits for others to the same person
_PATIENCE = 5.0  # seconds


def extras(clock: MovableClock, house: House) -> Extras:
    """Return the clock as the workspace's page shows it, with the buttons that move it."""
    buttons = {
        HOURS: partial(let_pass, clock, house, timedelta(hours=4)),
        MONDAY: partial(_let_monday_come, clock, house),
    }
    return Extras(LABEL, lambda: clock.now().timestamp(), buttons)


def let_pass(clock: MovableClock, house: House, length: timedelta) -> None:
    """Let so much time pass and run all ticks; what they send leaves at once."""
    _let_senders_finish(house)
    clock.forward(length)
    run_ticks(house)
    clock.forward(_GATHERED)
    house.wake()


def _let_monday_come(clock: MovableClock, house: House) -> None:
    let_pass(clock, house, next_monday(clock.now()) - clock.now())


def run_ticks(house: House) -> None:
    """Run everything that happens by itself, once."""
    for tick in TICKS:
        run(tick, house)


def next_monday(now: datetime) -> datetime:
    """Return the next Monday, 09:00 in London."""
    local = now.astimezone(LONDON)
    days = 7 - local.weekday() if local.time() >= _MORNING or local.weekday() else 0
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, _MORNING, LONDON).astimezone(now.tzinfo)


def _let_senders_finish(house: House) -> None:
    """Wait while anything is being carried: a leap would look as if its carrier had died."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with house.store.reading() as reading:
            if not reading.outbox_counts()["claimed"]:
                return
        time.sleep(0.05)
