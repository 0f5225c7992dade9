"""The file that witnesses checkpoints: each of them, one whole note after the other.

It is only ever appended to, under a lock, in one write that is on the disk before it counts. A
note that a crash cut off is completed with what is missing of it.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Collection, Iterator
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

    def __str__(self) -> str:
        return str(self._path)

    def keep(self, missing: Callable[[str], Collection[str]]) -> int:
        """Append what is missing after its last note; return how many notes.

        `missing` is given the last note, or nothing. Raises `Refused("no_witness")`.
        """
        with self._opened(_FLAGS | os.O_CREAT) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            last, rest = _end_of(_tail(file))
            notes = missing(last)
            if notes:
                _append(file, _joined(rest, notes))
        return len(notes)

    def last(self) -> str:
        """Return the last note it has; raise `Refused("no_witness")` where it takes no more."""
        if not self._path.exists():
            return ""
        with self._opened(_FLAGS) as file:
            return _end_of(_tail(file))[0]

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


def _end_of(tail: bytes) -> tuple[str, bytes]:
    """Return the last whole note, and what follows it: what a crash left of the next one."""
    for note in reversed(notes_in(tail.decode(errors="replace"))):
        whole = note.encode() + _END
        _, found, rest = tail.rpartition(whole)
        if found:
            return note, rest
    return "", tail


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
