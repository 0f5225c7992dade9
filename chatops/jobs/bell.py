"""The bell that wakes the senders after a commit."""

import threading


class Bell:
    """Counts its rings, so that nobody misses one that came while they were busy."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, heard: int, timeout: float) -> int:
        """Wait up to `timeout` seconds for a ring after the first `heard`; return their number."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings > heard, timeout)
            return self._rings
