"""Group commit: transactions that wait for one connection share one BEGIN and one COMMIT.

Whoever has the turn works in a savepoint of their own. At its end the turn goes to the next in
line while the group stays open; who finds nobody in line commits for all. Nobody is told "done"
before that commit is durable, and everybody is told if it failed.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from chatops.store.session import Driver

MOST_MEMBERS = 16


class Group:
    """Transactions that end together: `done` holds a signal for each that succeeded."""

    def __init__(self, driver: Driver) -> None:
        driver.execute("BEGIN IMMEDIATE", {})
        self.driver = driver
        self.entered = 0
        self.done: list[Lock] = []
        self.durable = False
        self.error: sqlite3.Error | None = None

    @property
    def takes_more(self) -> bool:
        """Tell whether another transaction may join."""
        return self.entered < MOST_MEMBERS and self.error is None

    def enter(self) -> None:
        """Start a member's own savepoint."""
        self.entered += 1
        self._execute("SAVEPOINT member")

    def keep(self, signal: Lock) -> None:
        """Keep what the member did; `signal` is released when the group has ended."""
        self._execute("RELEASE member")
        self.done.append(signal)

    def undo(self) -> None:
        """Undo what the member did, and only that."""
        if self.error is None:
            self._execute("ROLLBACK TO member")
            self._execute("RELEASE member")

    def check(self) -> None:
        """Raise what kept the group from becoming durable, if anything did."""
        if not self.durable:
            raise sqlite3.OperationalError(f"nothing was saved: {self.error}") from self.error

    def _execute(self, statement: str) -> None:
        try:
            self.driver.execute(statement, {})
        except sqlite3.Error as error:  # SQLite has given up the whole transaction
            self.error = error
            raise


class Line:
    """The line of threads in front of the one connection that writes."""

    def __init__(self, connect: Callable[[], Driver], commit: Callable[[Driver], None]) -> None:
        self._connect = connect
        self._commit = commit
        self._driver: Driver | None = None
        self._group: Group | None = None
        self._waiting: deque[Lock] = deque()
        self._busy = False
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[Driver]:
        """Wait for the turn and run the body as a member of a group; return when it is durable."""
        signal = Lock()
        signal.acquire()  # a lock that somebody else releases is the cheapest signal there is
        self._take(signal)
        try:
            group = self._enter()
            try:
                yield group.driver
            except BaseException:
                group.undo()
                raise
            group.keep(signal)
        finally:
            self._leave()
        signal.acquire()
        group.check()

    def close(self) -> None:
        """Wait for whoever is in line, then close the connection."""
        signal = Lock()
        signal.acquire()
        self._take(signal)
        self._disconnect()
        self._leave()

    def _take(self, signal: Lock) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            self._waiting.append(signal)
        try:
            signal.acquire()
        except BaseException:  # Ctrl-C: the turn must not go to somebody who left
            self._stand_down(signal)
            raise

    def _stand_down(self, signal: Lock) -> None:
        with self._lock:
            still_waiting = signal in self._waiting
            if still_waiting:
                self._waiting.remove(signal)
        if not still_waiting:
            self._leave()

    def _enter(self) -> Group:
        self._driver = self._driver or self._connect()
        self._group = self._group or Group(self._driver)
        self._group.enter()
        return self._group

    def _leave(self) -> None:
        """Give the turn to the next in line, ending the group where it takes no more."""
        try:
            self._pass_on()
        except BaseException:  # Ctrl-C during a commit: the turn must go on all the same
            self._pass_on()
            raise

    def _pass_on(self) -> None:
        while True:
            with self._lock:
                if self._waiting and (self._group is None or self._group.takes_more):
                    self._waiting.popleft().release()
                    return
                if self._group is None:
                    self._busy = False
                    return
            self._end(self._group)

    def _end(self, group: Group) -> None:
        self._group = None
        try:
            if group.done and group.error is None:
                self._commit(group.driver)
                group.durable = True
            else:
                group.driver.rollback()
        except sqlite3.Error as error:
            group.error = error
            self._disconnect()
        except BaseException:
            self._disconnect()
            raise
        finally:
            for signal in group.done:
                signal.release()

    def _disconnect(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close()
