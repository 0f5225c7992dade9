"""Group commit on SQLite: shared by those who wait, separate in what they did."""

import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from chatops.store.group import Line
from chatops.store.on_sqlite import connect
from chatops.store.session import Driver
from tests.store.acting import at_once


class Disk:
    """A table on disk and the line in front of it; counts commits and can refuse them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits = 0
        self.full = self.interrupted = False
        self.line = Line(lambda: cast("Driver", connect(path)), self.commit)
        with self.line.turn() as driver:
            driver.execute("CREATE TABLE names (name TEXT PRIMARY KEY)", {})
        self.commits = 0

    def commit(self, driver: Driver) -> None:
        if self.full:
            raise sqlite3.OperationalError("disk is full")
        if self.interrupted:
            self.interrupted = False
            raise KeyboardInterrupt
        self.commits += 1
        driver.commit()

    def write(self, name: str) -> str:
        with self.line.turn() as driver:
            driver.execute("INSERT INTO names VALUES (:name)", {"name": name})
            if name == "bad":
                raise ZeroDivisionError
        return name

    def together(self, *actions: Callable[[], object]) -> list[Any]:
        """Let "first" hold the turn until all the others stand in line."""
        holding = threading.Event()

        def lead() -> str:
            with self.line.turn() as driver:
                driver.execute("INSERT INTO names VALUES ('first')", {})
                holding.set()
                self.wait_for_line(len(actions))
            return "first"

        def follow(action: Callable[[], object]) -> object:
            holding.wait(5)
            return action()

        return at_once([lead, *(partial(follow, action) for action in actions)])

    def wait_for_line(self, length: int) -> None:
        for _ in range(2000):
            if len(self.line._waiting) >= length:  # noqa: SLF001 - the only way to see the line
                return
            time.sleep(0.001)
        raise AssertionError("nobody came")

    def names(self) -> set[str]:
        reader = connect(self.path)
        rows = reader.execute("SELECT name FROM names").fetchall()
        reader.close()
        return {name for (name,) in rows}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "names.db")
    yield disk
    disk.line.close()


def writes(disk: Disk, *names: str) -> list[Callable[[], str]]:
    return [partial(disk.write, name) for name in names]


def test_who_waits_in_line_shares_one_commit(disk: Disk) -> None:
    assert disk.together(*writes(disk, "a", "b", "c")) == ["first", "a", "b", "c"]
    assert disk.names() == {"first", "a", "b", "c"}
    assert disk.commits == 1


def test_who_is_alone_commits_at_once(disk: Disk) -> None:
    for name in ("a", "b"):
        disk.write(name)
        assert name in disk.names()
    assert disk.commits == 2


def test_a_failing_member_undoes_only_its_own(disk: Disk) -> None:
    results = disk.together(*writes(disk, "a", "bad", "c"))
    assert isinstance(results[2], ZeroDivisionError)
    assert disk.names() == {"first", "a", "c"}


def test_a_group_of_failures_commits_nothing(disk: Disk) -> None:
    with pytest.raises(ZeroDivisionError):
        disk.write("bad")
    assert (disk.commits, disk.names()) == (0, set())


def test_nobody_is_told_done_when_the_commit_fails(disk: Disk) -> None:
    disk.full = True
    results = disk.together(*writes(disk, "a", "b", "c"))
    assert [type(one) for one in results] == [sqlite3.OperationalError] * 4
    assert all("disk is full" in str(one) for one in results)
    assert disk.names() == set()
    disk.full = False
    assert disk.write("later") == "later"
    assert disk.names() == {"later"}


def test_an_interrupted_commit_lets_the_others_pass(disk: Disk) -> None:
    disk.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        disk.write("mine")
    (later,) = at_once([partial(disk.write, "later")])
    assert later == "later"
    assert disk.names() == {"later"}


def test_a_transaction_that_sqlite_gave_up_is_told_to_the_whole_group(disk: Disk) -> None:
    def give_up() -> None:
        with disk.line.turn() as driver:
            driver.execute("ROLLBACK", {})  # as SQLite does by itself when the disk is full

    results = disk.together(give_up)
    assert all(isinstance(one, sqlite3.OperationalError) for one in results)
    assert disk.names() == set()
    assert disk.write("later") == "later"


def test_a_group_is_not_larger_than_sixteen(disk: Disk) -> None:
    results = disk.together(*writes(disk, *(f"n{number}" for number in range(39))))
    assert all(isinstance(one, str) for one in results)
    assert len(disk.names()) == 40
    assert disk.commits == 3


def test_a_busy_database_is_an_error_and_not_a_wait_without_end(disk: Disk) -> None:
    other = connect(disk.path)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        disk.write("a")
    other.rollback()
    other.close()
    assert disk.write("a") == "a"


def test_who_is_interrupted_in_line_lets_the_others_pass(disk: Disk) -> None:
    """Ctrl-C reaches the main thread; here it is an alarm."""
    holding, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with disk.line.turn():
            holding.set()
            go_on.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(10)
    before = signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            disk.write("never")
    finally:
        signal.signal(signal.SIGALRM, before)
        go_on.set()
        holder.join()
    assert disk.write("later") == "later"
    assert disk.names() == {"later"}


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
