"""A version number that grows with each change, and the browser pages that wait for it.

Served as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEEP_ALIVE_SECONDS = 15.0


class Changes:
    """Counts changes from any thread and wakes up waiting event loops."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = 1
        self._closed = False
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def version(self) -> int:
        """Return the number of the present state."""
        return self._version

    def changed(self) -> None:
        """Say that something which a person can see has changed."""
        with self._lock:
            self._version += 1
        self._wake()

    def close(self) -> None:
        """End all streams, so that a server can stop."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        with self._lock:
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            with suppress(RuntimeError):  # that loop has ended together with its reader
                loop.call_soon_threadsafe(event.set)

    async def stream(self) -> AsyncIterator[str]:
        """Yield one server-sent event now, one for each change, and comments in silent times."""
        with self._subscribed() as event:
            yield self._line()
            while not self._closed:
                try:
                    await asyncio.wait_for(event.wait(), _KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                event.clear()
                if not self._closed:
                    yield self._line()

    def _line(self) -> str:
        return f'event: changed\ndata: {{"version": {self._version}}}\n\n'

    @contextmanager
    def _subscribed(self) -> "Iterator[asyncio.Event]":
        entry = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting.add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._waiting.discard(entry)
