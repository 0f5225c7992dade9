"""Each witness is told in a tick of its own, so that none has to wait for another."""

from datetime import timedelta

from chatops.core.witness import FILE, HTTP, SLACK
from chatops.jobs.ticks import Tick
from chatops.usecases.house import House
from chatops.usecases.tell_witnesses import Witnesses, tell_witnesses


def witness_ticks(witnesses: Witnesses, every: timedelta) -> tuple[Tick, ...]:
    """Return what tells file, channel and address, each by itself."""
    return tuple(_tick(one, witnesses, every) for one in (FILE, SLACK, HTTP))


def _tick(name: str, witnesses: Witnesses, every: timedelta) -> Tick:
    def tell(house: House) -> int:
        return tell_witnesses(house, witnesses, only=(name,))

    return Tick(f"witness {name}", every, tell)
