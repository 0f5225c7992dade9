"""Policy and directory as their files are at this moment.

Every call looks at the files' status and reads again only what changed. A file that cannot be
used is a problem from that moment on: an older, good version is never used in its place.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.systems import Registry
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from chatops.files.policy import read_policy

_UNSETTLED = 2.0
"""Seconds after a reading in which the content is compared too.

A second edit within one tick of the file system's clock changes neither time nor, perhaps,
size (git calls such a file racy).
"""

DIRECTORY_UNUSABLE = "The directory cannot be used."
POLICY_UNUSABLE = "The policy cannot be used."
"""How the sentence of a problem begins."""

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class _Reading:
    stamps: tuple[Stamp, Stamp]
    contents: tuple[bytes, bytes]
    facts: Facts
    settled_at: float


class LiveFiles:
    """The two files; `facts` may be called from any thread."""

    def __init__(
        self, policy: Path, directory: Path, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._policy = policy
        self._directory = directory
        self._clock = clock
        self._lock = threading.Lock()
        self._last: _Reading | None = None

    def facts(self) -> Facts:
        """Return what the files say now; without standings, which the store remembers."""
        last = self._last
        if last is not None and self._is_current(last):
            return last.facts
        with self._lock:
            if self._last is None or not self._is_current(self._last):
                self._last = self._read()
            return self._last.facts

    def _is_current(self, reading: _Reading) -> bool:
        if reading.stamps != (_stamp(self._policy), _stamp(self._directory)):
            return False
        return self._clock() >= reading.settled_at or reading.contents == self._contents()

    def _contents(self) -> tuple[bytes, bytes]:
        return _content(self._policy), _content(self._directory)

    def _read(self) -> _Reading:
        # Status and content first: a change during the reading is then seen by the next call.
        stamps = (_stamp(self._policy), _stamp(self._directory))
        contents = self._contents()
        facts = read_facts(self._policy, self._directory)
        return _Reading(stamps, contents, facts, self._clock() + _UNSETTLED)


def read_facts(policy_path: Path, directory_path: Path) -> Facts:
    """Read both files once; what cannot be used is a sentence in `problems`."""
    problems: list[str] = []
    directory, registry, policy = Directory(), Registry(), None
    try:
        directory, registry = read_directory(directory_path)
    except Unreadable as error:
        problems.append(f"{DIRECTORY_UNUSABLE} {error.sentence}")
    try:
        known = (None, None) if problems else (directory, registry)
        policy = read_policy(policy_path, *known)
    except Unreadable as error:
        problems.append(f"{POLICY_UNUSABLE} {error.sentence}")
    return Facts(directory, registry, policy, problems=tuple(problems))


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
