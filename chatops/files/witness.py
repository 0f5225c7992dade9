"""The file that witnesses checkpoints: each of them, one whole note after the other.

It is only ever appended to, under a lock, in one write that is on the disk before it counts. A
note that a crash cut off is completed with what is missing of it.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chatops.core.refused import Refused
from chatops.ledger.checkpoint import notes_in

_TAIL = 65_536  # bytes: some 250 checkpoints
_MODE = 0o640
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CLOEXEC
_END = b"\n"
"""After each note: the notes stand with a blank line between them."""


class WitnessFile:
    """A file of checkpoints; several processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[tuple[int, ...], tuple[str, ...]] = ((), ())

    def __str__(self) -> str:
        return str(self._path)

    def keep(self, name: str, missing: Callable[[str], Collection[str]]) -> int:
        """Append what is missing after the last note of the log `name`; return how many notes.

        `missing` is given that note, or nothing. Raises `Refused("no_witness")`.
        """
        with self._opened(_FLAGS | os.O_CREAT) as file:
            self._lock(file)
            tail = _tail(file)
            notes = missing(_last(_notes(tail), name))
            if notes:
                _append(file, _joined(_rest(tail), notes))
        return len(notes)

    def last(self, name: str) -> str:
        """Return the last note it has of the log `name`, of any where that is empty.

        Raises `Refused("no_witness")` where it takes no more.
        """
        if not self._path.exists():
            return ""
        with self._opened(_FLAGS) as file:
            return _last(_notes(_tail(file)), name)

    def seen(self, name: str) -> str:
        """Return the same; nothing where it cannot be read. It is read only where it changed."""
        try:
            status = self._path.stat()
            stamp = status.st_ino, status.st_size, status.st_mtime_ns
            if self._seen[0] != stamp:
                with self._opened(os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC) as file:
                    self._seen = stamp, _notes(_tail(file))
        except (OSError, Refused):  # `last` says what is wrong
            return ""
        return _last(self._seen[1], name)

    def _lock(self, file: int) -> None:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise self._refused("another process holds its lock") from None

    @contextmanager
    def _opened(self, flags: int) -> Iterator[int]:
        try:
            if flags & os.O_CREAT:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, flags, _MODE)
            try:
                if not stat.S_ISREG(os.fstat(file).st_mode):
                    raise self._refused("it is no regular file")
                yield file
            finally:
                os.close(file)
        except OSError as error:
            raise self._refused(error.strerror or type(error).__name__) from None

    def _refused(self, why: str) -> Refused:
        return Refused("no_witness", f"{self._path} takes no checkpoints: {why}.")


def _tail(file: int) -> bytes:
    size = os.fstat(file).st_size
    return os.pread(file, _TAIL, max(0, size - _TAIL))


def _notes(tail: bytes) -> tuple[str, ...]:
    """Return the notes that are whole, with the blank line that ends them."""
    notes = notes_in(tail.decode(errors="replace"))
    return tuple(one for one in notes if one.encode() + _END in tail)


def _last(notes: Sequence[str], name: str) -> str:
    mine = (one for one in reversed(notes) if name in {"", one.partition("\n")[0]})
    return next(mine, "")


def _rest(tail: bytes) -> bytes:
    """Return what follows the last whole note: what a crash left of the next one."""
    last = _last(_notes(tail), "")
    return tail.rpartition(last.encode() + _END)[2] if last else tail


def _joined(rest: bytes, notes: Collection[str]) -> bytes:
    """Return what has to follow `rest`, so that the notes stand there whole."""
    text = b"".join(one.encode() + _END for one in notes)
    if text.startswith(rest):
        return text.removeprefix(rest)
    return b"\n" * (2 - (len(rest[-2:]) - len(rest[-2:].rstrip(b"\n")))) + text


def _append(file: int, text: bytes) -> None:
    written = os.write(file, text)
    os.fsync(file)
    if written < len(text):
        raise OSError(0, f"only {written} of {len(text)} bytes could be written")
