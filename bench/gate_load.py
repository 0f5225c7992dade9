"""A load of GET requests, each connection sending the next when it has its answer.

`python -m bench.gate_load PORT CONNECTIONS SECONDS TOKEN PATH` prints requests per second.
"""

import asyncio
import sys
import time
from typing import cast

import uvloop

from bench.gate_places import commit, pin


class Caller(asyncio.Protocol):
    """One connection; all its answers have the length of the first."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._length = 0
        self._got = 0
        self.answers = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Count a whole answer and send the next request."""
        if self._got == 0:
            assert data.startswith(b"HTTP/1.1 200"), data
        self._length = self._length or _length(data)
        self._got += len(data)
        if self._got >= self._length:
            self._got = 0
            self.answers += 1
            self._transport.write(self._request)


def _length(data: bytes) -> int:
    head = data.index(b"\r\n\r\n") + 4
    lengths = [line for line in data[:head].lower().split(b"\r\n") if b"content-length:" in line]
    return head + int(lengths[0].split(b":")[1])


async def load(port: int, connections: int, seconds: float, token: str, path: str) -> float:
    """Return requests per second."""
    loop = asyncio.get_running_loop()
    callers = []
    for number in range(connections):
        target = path.format(commit=commit(number))
        text = f"GET {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        caller = Caller(text.encode())
        await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", port)  # type: ignore[misc]  # a default is bound
        callers.append(caller)
    await asyncio.sleep(seconds / 4)  # connections and caches are warm
    before, began = sum(one.answers for one in callers), time.perf_counter()
    await asyncio.sleep(seconds)
    done = sum(one.answers for one in callers) - before
    return done / (time.perf_counter() - began)


if __name__ == "__main__":
    pin(first=False)
    port, connections, seconds, token, path = sys.argv[1:]
    print(uvloop.run(load(int(port), int(connections), float(seconds), token, path)))
