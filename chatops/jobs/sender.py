"""The threads that empty the outbox: woken after each commit, and once a second besides."""

import threading

import structlog

from chatops.usecases.deliver import Courier, deliver
from chatops.usecases.house import House

log = structlog.get_logger()

IDLE_SECONDS = 1.0  # retries, leases that ran out, and what other processes wrote


class Sender:
    """A few threads that carry errands; one row of the outbox is carried by one of them."""

    def __init__(self, courier: Courier, *, threads: int) -> None:
        self._courier = courier
        self._bell = threading.Condition()
        self._rings = 0
        self._stopping = False
        self._count = threads
        self._threads: list[threading.Thread] = []

    def start(self, house: House) -> None:
        """Start the threads."""
        for number in range(self._count):
            name = f"sender-{number + 1}"
            thread = threading.Thread(target=self._work, args=(house,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """Say that there may be something to carry."""
        with self._bell:
            self._rings += 1
            self._bell.notify_all()

    def stop(self, timeout: float = 15.0) -> None:
        """Let each thread end its present errand, and wait for them."""
        with self._bell:
            self._stopping = True
            self._bell.notify_all()
        for thread in self._threads:
            thread.join(timeout)

    def _work(self, house: House) -> None:
        heard = 0
        while not self._stopping:
            heard = self._wait(heard) if not self._carried(house) else heard

    def _carried(self, house: House) -> bool:
        try:
            return deliver(house, self._courier) > 0
        except Exception:  # one of the three doors where anything may arrive
            log.exception("sender.failed")
            return False

    def _wait(self, heard: int) -> int:
        with self._bell:
            self._bell.wait_for(lambda: self._stopping or self._rings > heard, IDLE_SECONDS)
            return self._rings
