"""All stretches of the log, in their order, in several processes where the log is long."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from chatops.ledger.rotation import Keyring
from chatops.store.database import Reading, Store, open_store
from chatops.usecases.verify_stretch import Stretch, Walked, verify_stretch

_AHEAD = 2  # stretches that each other process has before it
_HELD = 64  # results that wait for their turn, at most
_here: list[tuple[Store, Keyring]] = []


def verify_stretches(
    store: Store, reading: Reading, ring: Keyring, stretches: Iterable[Stretch], processes: int
) -> Iterator[Walked]:
    """Yield what each stretch gave; this process walks those that no other one is free for.

    Others read by connections of their own: what is sealed is the same in every snapshot.
    """
    others = processes - 1
    if not others:
        for one in stretches:
            yield verify_stretch(reading, ring, one)
        return
    context = get_context("spawn")  # a fork would share open connections
    with ProcessPoolExecutor(others, context, _begin, (store.address, ring)) as pool:
        ahead: deque[Future[Walked]] = deque()
        for one in stretches:
            if sum(not each.done() for each in ahead) < others * _AHEAD:
                ahead.append(pool.submit(_walked, one))
            else:
                ahead.append(Future())
                ahead[-1].set_result(verify_stretch(reading, ring, one))
            while ahead and (ahead[0].done() or len(ahead) > _HELD):
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _begin(address: str, ring: Keyring) -> None:
    _here[:] = [(open_store(address), ring)]


def _walked(stretch: Stretch) -> Walked:
    store, ring = _here[0]
    with store.reading() as reading:
        return verify_stretch(reading, ring, stretch)
