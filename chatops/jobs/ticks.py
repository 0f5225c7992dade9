"""The table of ticks, run by APScheduler with an in-memory store.

`coalesce` and `misfire_grace_time=None` make a late tick run once instead of never; a tick
that raises is logged and runs again at its next turn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from apscheduler.schedulers.background import (  # type: ignore[import-untyped]  # 3.x has no types
    BackgroundScheduler,
)

from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.reassess import reassess
from chatops.usecases.redraw import redraw
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.send_digests import send_digests
from chatops.usecases.tidy import tidy

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is done again and again."""

    name: str
    every: timedelta
    run: Callable[[House], object]


TICKS = (
    Tick("reassess", timedelta(seconds=15), reassess),
    Tick("chase", timedelta(seconds=15), chase),
    Tick("digests", timedelta(minutes=1), send_digests),
    Tick("attestations", timedelta(minutes=1), remind_attestations),
    Tick("redraw", timedelta(minutes=10), redraw),
    Tick("tidy", timedelta(hours=1), tidy),
)


def scheduler(house: House, ticks: tuple[Tick, ...] = TICKS) -> BackgroundScheduler:
    """Return a scheduler, not yet started, that runs the ticks."""
    made = BackgroundScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for tick in ticks:
        seconds = tick.every.total_seconds()
        made.add_job(run, "interval", args=(tick, house), id=tick.name, seconds=seconds)
    return made


def run(tick: Tick, house: House) -> None:
    """Run one tick; what goes wrong is logged, and the next turn tries again."""
    try:
        tick.run(house)
    except Exception:  # one of the three doors where anything may arrive
        log.exception("tick.failed", tick=tick.name)
