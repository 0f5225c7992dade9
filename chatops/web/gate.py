"""`GET /v1/gate`: the one hot path, polled by every pipeline that waits.

A lean Starlette route without validation layers. The answer is 200 for yes and for no; whoever
cannot be told an answer gets an error status, which no pipeline can take for a yes.
"""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from chatops.core.as_json import answer_as_json
from chatops.core.gate import Answer
from chatops.core.verdict import State
from chatops.store.database import UNAVAILABLE
from chatops.web.guard import UNAUTHORIZED, digest_of
from chatops.web.metrics import Metrics
from chatops.web.problems import CANNOT_TELL, problem

_LONGEST = 500
_PARAMETERS = ("system", "environment", "commit")


@dataclass(frozen=True, slots=True)
class Poll:
    """A question as it arrives: the digest of the caller's token, and about what."""

    token: str
    system: str
    environment: str
    commit: str


Ask = Callable[[Poll], Awaitable[Answer | None]]
"""Answers a poll from what is stored after it arrived; None for an unknown token."""


class Gate:
    """The endpoint."""

    def __init__(self, ask: Ask, metrics: Metrics) -> None:
        self._ask = ask
        self._polls = metrics.polls
        self._seconds = metrics.seconds

    async def answer(self, request: Request) -> Response:
        """Answer one poll."""
        began = time.perf_counter()
        kind, response = await self._answered(request)
        self._polls[kind].inc()
        self._seconds.observe(time.perf_counter() - began)
        return response

    async def _answered(self, request: Request) -> tuple[str, Response]:
        token = digest_of(request.scope["headers"])
        if token is None:
            return "unauthorized", problem("unauthorized", UNAUTHORIZED)
        values, wrong = _asked(request.scope["query_string"])
        if wrong:
            return "malformed", problem("invalid_input", wrong[1], field=wrong[0], status=400)
        try:
            told = await self._ask(Poll(token, *values))
        except UNAVAILABLE:
            return "cannot_tell", problem("cannot_tell", CANNOT_TELL)
        if told is None:
            return "unauthorized", problem("unauthorized", UNAUTHORIZED)
        return _told(told)


@lru_cache(maxsize=1000)
def _told(answer: Answer) -> tuple[str, Response]:
    """Return kind and response; a response may be sent any number of times."""
    kind = "yes" if answer.allowed else "no"
    status = 200
    if answer.allowed and answer.state is State.OVERRIDDEN:
        kind = "overridden"
    if answer.state is State.ERROR:
        kind, status = "cannot_tell", 503
    body = json.dumps(answer_as_json(answer), ensure_ascii=False).encode()
    return kind, Response(body, status, media_type="application/json")


@lru_cache(maxsize=1000)
def _asked(query: bytes) -> tuple[list[str], tuple[str, str] | None]:
    asked = QueryParams(query)
    values = [asked.get(name, "") for name in _PARAMETERS]
    return values, _wrong(values)


def _wrong(values: list[str]) -> tuple[str, str] | None:
    for name, value in zip(_PARAMETERS, values, strict=True):
        if not value:
            return name, f"“{name}” is missing: /v1/gate?system=...&environment=...&commit=..."
        if len(value) > _LONGEST or not value.isprintable():
            return name, f"“{name}” is longer than {_LONGEST} characters, or not plain text."
    return None
