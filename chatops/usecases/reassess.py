"""Open changes are judged anew: time passes, and policy, directory and people change."""

import time
from collections.abc import Callable
from functools import partial

from chatops.core import outcome as rules
from chatops.core.refused import Refused
from chatops.usecases.house import House
from chatops.usecases.unguarded import Guard, unguarded

_SECONDS = 5  # of a tick: the next one comes before long


class Reassess:
    """A tick's share of it: the open changes in turn, as many as there is time for.

    Where that is not all, the next tick goes on behind the last one. Until its turn comes a card
    shows the verdict of before; the gate and whoever clicks are answered by a new one.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = 0  # number of the change that was judged last

    def __call__(self, house: House, guard: Guard = unguarded) -> int:
        """Judge them; return how many verdicts became another state."""
        end, count = self._clock() + _SECONDS, 0
        for key in self._in_turn(_open(house)):
            count += guard(key, partial(_judged, house, key)) or 0
            self._last = _number(key)
            if self._clock() >= end:
                break
        return count

    def _in_turn(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        later = tuple(one for one in keys if _number(one) > self._last)
        return (*later, *keys[: len(keys) - len(later)])


def reassess(house: House) -> int:
    """Judge every open change; return how many verdicts became another state."""
    return sum(_judged(house, key) for key in _open(house))


def _open(house: House) -> tuple[str, ...]:
    with house.store.reading() as reading:
        return reading.open_keys()


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])


def _judged(house: House, key: str) -> bool:
    return _would_change(house, key) and _reassess(house, key)


def _would_change(house: House, key: str) -> bool:
    """Look before locking, so that a tick over quiet changes writes nothing.

    A change that cannot be read (`tampered`) must not keep the others from being judged; who
    looks at it, or asks the gate, is told.
    """
    with house.store.reading() as reading:
        try:
            change = reading.change(key)
        except Refused:
            return False
        facts = house.facts_about(change, reading)
    return bool(rules.reassess(change, facts, house.now()).events)


def _reassess(house: House, key: str) -> bool:
    outcome = house.act(key, rules.reassess)
    return bool(outcome and outcome.events)
