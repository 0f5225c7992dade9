"""The table of ticks, run by APScheduler with an in-memory store.

`coalesce` and `misfire_grace_time=None` make a late tick run once instead of never; a tick
that raises is logged and runs again at its next turn. A guarded tick goes on after a part of it
that raises.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.background import (  # type: ignore[import-untyped]  # 3.x has no types
    BackgroundScheduler,
)

from chatops.core.refused import Refused
from chatops.usecases.chase import chase
from chatops.usecases.house import House
from chatops.usecases.reassess import Reassess
from chatops.usecases.redraw import redraw
from chatops.usecases.remind_attestations import remind_attestations
from chatops.usecases.seal import seal
from chatops.usecases.send_digests import send_digests
from chatops.usecases.tidy import tidy

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that is done again and again.

    It is run with the house; where it is `guarded`, with what its parts are to be done by as well.
    """

    name: str
    every: timedelta
    run: Callable[..., object]
    guarded: bool = False


Refusals = dict[tuple[str, str], str]
"""What each part of a tick (its name, the part's key) was refused with at its last turn."""

SEAL_EVERY = timedelta(seconds=5)

TICKS = (
    Tick("seal", SEAL_EVERY, seal),
    Tick("reassess", timedelta(seconds=15), Reassess(), guarded=True),
    Tick("chase", timedelta(seconds=15), chase, guarded=True),
    Tick("digests", timedelta(minutes=1), send_digests, guarded=True),
    Tick("attestations", timedelta(minutes=1), remind_attestations, guarded=True),
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
        refusals: Refusals = {}
        seconds = tick.every.total_seconds()
        made.add_job(run, "interval", args=(tick, house, refusals), id=tick.name, seconds=seconds)
    return made


def run(tick: Tick, house: House, refusals: Refusals | None = None) -> None:
    """Run one tick; what goes wrong is logged, and the next turn tries again.

    `refusals` of its turns before are not logged again.
    """
    known = {} if refusals is None else refusals
    more = (partial(_logged, known, tick.name),) if tick.guarded else ()
    _logged(known, tick.name, "", lambda: tick.run(house, *more))


def _logged(refusals: Refusals, name: str, key: str, work: Callable[[], Any]) -> Any:
    """Do the work; None where it failed."""
    try:
        done = work()
    except Refused as refused:
        if refusals.get((name, key)) != refused.sentence:
            log.warning("tick.refused", tick=name, part=key, why=refused.sentence)
        refusals[name, key] = refused.sentence
        return None
    except Exception:  # one of the three doors where anything may arrive
        log.exception("tick.failed", tick=name, part=key)
        return None
    refusals.pop((name, key), None)
    return done
