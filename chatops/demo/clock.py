"""The demo's clock: it goes as the real one does, and can be moved."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_NOTHING = timedelta(0)


class MovableClock:
    """Another clock and how far ahead of it this one is; thread-safe."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real = real
        self._lock = threading.Lock()
        self._ahead = _NOTHING

    def now(self) -> datetime:
        """Return the moment that it shows, in UTC."""
        with self._lock:
            return self._real().astimezone(UTC) + self._ahead

    def forward(self, length: timedelta) -> None:
        """Go forward by so much; a service never sees its clock go back."""
        with self._lock:
            self._ahead += max(length, _NOTHING)

    def show(self, moment: datetime) -> None:
        """Show this moment, past or future, and go on from there."""
        with self._lock:
            self._ahead = moment - self._real()

    def catch_up(self) -> None:
        """Show what the real clock shows."""
        with self._lock:
            self._ahead = _NOTHING
