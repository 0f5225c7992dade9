"""The gate and an empty route under one uvicorn, in a process of its own.

`python -m bench.gate_server DATABASE_URL` prints its port and a token, then serves until its
standard input ends. There is one change with one sign-off for each of the commits asked for.
"""

import asyncio
import sys
from datetime import UTC, datetime

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.gate_places import COMMITS, commit, pin
from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.core.people import Standing
from chatops.core.request import Open
from chatops.store.database import Store, open_store
from chatops.store.gate_poll import open_poll
from chatops.usecases.decide import decide
from chatops.usecases.house import House
from chatops.usecases.observe import observe
from chatops.usecases.open_change import open_change
from chatops.usecases.token import create_token
from chatops.web.app import build
from chatops.web.ask import together
from tests import builders as make

OTHERS = 300  # changes nobody asks about


async def empty(_: Request) -> Response:
    """Do as little as a Starlette route can."""
    return Response(b"ok")


def house_of(store: Store) -> House:
    """Return a house with pending changes."""
    facts = make.facts(standings={})
    one = House(store, lambda: facts, lambda: datetime.now(UTC), lambda: None)
    for number in range(COMMITS + OTHERS):
        command = Open("ben", "api", make.draft(commit=commit(number)))
        outcome = open_change(one, command)
        assert outcome is not None
        if number < COMMITS:
            observe(one, "ana", Standing.FULL)
            decide(one, Decide(outcome.change.key, "ana", Verb.APPROVE, 1, "slack"))
    return one


async def main(url: str) -> None:
    """Serve until standard input ends."""
    store = open_store(url)
    store.upgrade()
    one = house_of(store)
    token = create_token(one, "ci", token_id="t1", random="r" * 43)  # noqa: S106 - an id
    app = build(one, ask=together(one, open_poll(url).look))
    app.router.routes.insert(0, Route("/empty", empty))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], token, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    pin(first=True)
    asyncio.run(main(sys.argv[1]))
