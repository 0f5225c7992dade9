"""How the gate's endpoint reaches the use case: off the event loop, in a thread of its own."""

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from chatops.core.gate import Answer, Question
from chatops.usecases.ask_gate import ask_gate
from chatops.usecases.house import House
from chatops.usecases.token import caller_of
from chatops.web.gate import Ask, Poll

THREADS = 16


def plainly(house: House, threads: int = THREADS) -> Ask:
    """Return the way in which every poll is one use case of its own."""
    limiter = CapacityLimiter(threads)

    def answer(poll: Poll) -> Answer | None:
        caller = caller_of(house, poll.token)
        if caller is None:
            return None
        return ask_gate(house, Question(caller, poll.system, poll.environment, poll.commit))

    async def ask(poll: Poll) -> Answer | None:
        return await run_sync(answer, poll, limiter=limiter)

    return ask
