"""All stretches of the log, in their order, in several processes where the log is long."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TYPE_CHECKING

from chatops.core.refused import Refused
from chatops.ledger.rotation import Keyring
from chatops.store.log_alone import log_alone
from chatops.store.log_walk import LogWalk
from chatops.usecases.verify_stretch import Stretch, Walked, verify_stretch

if TYPE_CHECKING:
    from chatops.store.database import Reading, Store

_AHEAD = 2  # stretches that each other process has before it
_HELD = 64  # results that wait for their turn, at most
_ENDED = "A process that verified was ended from outside, for want of memory perhaps. Try again."
_open = ExitStack()
_here: list[tuple[LogWalk, Keyring]] = []


def verify_stretches(
    store: "Store",
    reading: "Reading",
    ring: Keyring,
    stretches: Iterable[Stretch],
    processes: int,
    *,
    meanwhile: Callable[[], None],
) -> Iterator[Walked]:
    """Yield what each stretch gave; this process walks those that no other one is free for.

    Others read by connections of their own: what is sealed is the same in every snapshot. Raises
    `Refused`: stopped, where another process was ended.
    """
    others, log = processes - 1, reading.log_walk
    if not others:
        meanwhile()
        for one in stretches:
            yield verify_stretch(log, ring, one)
        return
    context = get_context("spawn")  # a fork would share open connections
    try:
        with ProcessPoolExecutor(others, context, _begin, (store.address, ring)) as pool:
            pool.submit(int)  # so that it begins
            meanwhile()
            yield from _shared(pool, others * _AHEAD, log, ring, stretches)
    except BrokenProcessPool:
        raise Refused("stopped", _ENDED) from None


def _shared(
    pool: ProcessPoolExecutor, most: int, log: LogWalk, ring: Keyring, stretches: Iterable[Stretch]
) -> Iterator[Walked]:
    """Yield what each stretch gave; at most so many of them wait in the pool."""
    ahead: deque[Future[Walked]] = deque()
    for one in stretches:
        if sum(not each.done() for each in ahead) < most:
            ahead.append(pool.submit(_walked, one))
        else:
            ahead.append(Future())
            ahead[-1].set_result(verify_stretch(log, ring, one))
        while ahead and (ahead[0].done() or len(ahead) > _HELD):
            yield ahead.popleft().result()
    while ahead:
        yield ahead.popleft().result()


def _begin(address: str, ring: Keyring) -> None:
    _here[:] = [(_open.enter_context(log_alone(address)), ring)]


def _walked(stretch: Stretch) -> Walked:
    return verify_stretch(*_here[0], stretch)
