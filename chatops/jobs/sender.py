"""The threads that empty the outbox: woken after each commit, and once a second besides."""

import threading

import structlog

from chatops.jobs.bell import Bell
from chatops.usecases.deliver import Courier, deliver
from chatops.usecases.house import House

log = structlog.get_logger()

IDLE_SECONDS = 1.0  # retries, leases that ran out, and what other processes wrote


class Sender:
    """A few threads that carry errands; one row of the outbox is carried by one of them."""

    def __init__(self, house: House, courier: Courier, bell: Bell, *, threads: int) -> None:
        self._house = house
        self._courier = courier
        self._bell = bell
        self._stopping = False
        names = (f"sender-{number + 1}" for number in range(threads))
        self._threads = [
            threading.Thread(target=self._work, name=name, daemon=True) for name in names
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 15.0) -> None:
        """Let each thread end its present errand, and wait for them."""
        self._stopping = True
        self._bell.ring()
        for thread in self._threads:
            thread.join(timeout)

    def _work(self) -> None:
        heard = 0
        while not self._stopping:
            if not self._carried():
                heard = self._bell.wait(heard, IDLE_SECONDS)

    def _carried(self) -> bool:
        try:
            return deliver(self._house, self._courier) > 0
        except Exception:  # one of the doors where anything may arrive
            log.exception("sender.failed")
            return False
