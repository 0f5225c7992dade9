"""How the gate's endpoint reaches the use cases, off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from chatops.core.gate import Answer, Question
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.house import House
from chatops.usecases.poll_gate import Desk, Look, Place, Told, poll_gate
from chatops.usecases.token import bearer_of
from chatops.web.gate import Ask, Poll

THREADS = 16
LOOKS = 2

Future = asyncio.Future[Answer | None]
Waiting = dict[Place, list[Future]]


def plainly(house: House, threads: int = THREADS) -> Ask:
    """Return the way in which every poll is one use case of its own."""
    limiter = CapacityLimiter(threads)

    def answer(poll: Poll) -> Answer | None:
        token = bearer_of(house, poll.token)
        if token is None:
            return None
        return ask_gate(house, Question(token.name, poll.system, poll.environment, poll.commit))

    async def ask(poll: Poll) -> Answer | None:
        return await run_sync(answer, poll, limiter=limiter)

    return ask


def together(house: House, look: Look, threads: int = THREADS) -> Ask:
    """Return the way in which all polls that wait are answered by one look at the database."""
    return _Together(Desk(house, look), threads).ask


class _Together:
    """Polls that arrive while all looks are under way wait for the next one.

    A look begins after its polls arrived, whatever else is under way: no answer is older than
    its question. Two at once, since the database works on one while the other is answered.
    """

    def __init__(self, desk: Desk, threads: int) -> None:
        self._desk = desk
        self._waiting: Waiting = {}
        self._free = LOOKS
        self._lookers = ThreadPoolExecutor(LOOKS, thread_name_prefix="gate-look")
        self._askers = ThreadPoolExecutor(threads, thread_name_prefix="gate-ask")

    async def ask(self, poll: Poll) -> Answer | None:
        """Wait for the next look; equal polls share it, and its no."""
        loop = asyncio.get_running_loop()
        place = (poll.token, poll.system, poll.environment, poll.commit)
        future: Future = loop.create_future()
        self._waiting.setdefault(place, []).append(future)
        if self._free:
            self._free -= 1
            loop.call_soon(self._look, loop)
        return await future

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, {}
        if not waiting:  # an earlier look took them along
            self._free += 1
            return
        look = loop.run_in_executor(self._lookers, poll_gate, self._desk, list(waiting))
        look.add_done_callback(partial(self._looked, loop, waiting))

    def _looked(
        self,
        loop: asyncio.AbstractEventLoop,
        waiting: Waiting,
        look: "asyncio.Future[list[Told]]",
    ) -> None:
        self._look(loop)
        failure = look.exception()
        if failure is not None:
            for futures in waiting.values():
                _fail(futures, failure)
            return
        for (place, futures), told in zip(waiting.items(), look.result(), strict=True):
            if told.answer is not None or told.seen.caller is None:
                _tell(futures, told.answer)
            else:
                self._ask(loop, place, told, futures)

    def _ask(
        self, loop: asyncio.AbstractEventLoop, place: Place, told: Told, futures: list[Future]
    ) -> None:
        asked = loop.run_in_executor(self._askers, self._desk.ask, place, told)
        asked.add_done_callback(partial(self._asked, loop, place, told, futures))

    def _asked(
        self,
        loop: asyncio.AbstractEventLoop,
        place: Place,
        told: Told,
        futures: list[Future],
        asked: "asyncio.Future[Answer]",
    ) -> None:
        failure = asked.exception()
        if failure is not None:
            _fail(futures, failure)
            return
        given = asked.result()
        if not given.allowed:
            _tell(futures, given)
            return
        _tell(futures[:1], given)
        for future in futures[1:]:  # each yes has an entry of its own
            self._ask(loop, place, told, [future])


def _tell(futures: list[Future], answer: Answer | None) -> None:
    for future in futures:
        if not future.done():  # else the caller went away
            future.set_result(answer)


def _fail(futures: list[Future], failure: BaseException) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(failure)
