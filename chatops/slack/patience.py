"""How long reading from Slack may take while somebody waits for the answer.

What somebody does gives the right to open one view, which ends after three seconds
(https://docs.slack.dev/interactivity/handling-user-interaction). All that is read from Slack for
one answer shares two of them, however many reads there are. A tick has its time, and so has an
event: nobody waits, and Slack repeats what fails.
"""

import math
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

SECONDS = 2.0
_EVENT = "event_callback"


def _no_end() -> float:
    return math.inf


_left: ContextVar[Callable[[], float]] = ContextVar("left", default=_no_end)


def left() -> float:
    """Return the seconds that reading may still take for the present answer."""
    return _left.get()()


def limiting(monotonic: Callable[[], float]) -> Callable[..., Any]:
    """Return the middleware with which the time of an answer begins."""

    def limit(body: Mapping[str, Any], next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt injects by this name
        until = monotonic() + SECONDS
        _left.set(_no_end if body.get("type") == _EVENT else lambda: until - monotonic())
        return next()

    return limit
