"""What this process has read and checked before, so that it is not read and checked again.

The revisions, decisions, check runs, declarations and obligations of a change are remembered
under the head of its audit chain and its version. The head is a hash over all that ever happened
to the change, and erasing what people wrote moves the version; so a remembered part is either
exactly what the database has or is not found: it can never be an old one.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from chatops.core.break_glass import Declaration
from chatops.core.check_run import CheckRun
from chatops.core.decision import Decision
from chatops.core.note import Note
from chatops.core.obligation import Obligation
from chatops.core.revision import Revision

MOST_CHARACTERS = 50_000_000  # of remembered texts, some 100 MB


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a change as they were under this `mark`."""

    mark: str
    revisions: tuple[Revision, ...]
    decisions: tuple[Decision, ...]
    check_runs: tuple[CheckRun, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)


def mark_of(head: str, version: int) -> str:
    """Return the mark of a change whose chain ends in `head`."""
    return f"{head} {version}"


class Memory:
    """Parts of changes by key; forgets everything when it grows too large."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self.policies: set[str] = set()
        """Digests of policies whose texts are in the database."""
        self._parts: dict[str, Parts] = {}
        self._size = 0
        self._most = most
        self._lock = threading.Lock()

    def parts(self, key: str) -> Parts | None:
        """Return what was last remembered of the change, whatever its mark is now."""
        return self._parts.get(key)

    def remember(self, key: str, parts: Parts) -> None:
        """Remember the parts in place of earlier ones."""
        size = _characters(parts)
        with self._lock:
            before = self._parts.get(key)
            self._size += size - (_characters(before) if before else 0)
            if self._size > self._most:
                self._parts, self._size = {}, size
            self._parts[key] = parts


def _characters(parts: Parts) -> int:
    written = (
        *(one.comment for one in parts.decisions),
        *(one.link + one.summary for one in parts.check_runs),
        *(one.reason for one in parts.declarations),
        *(one.text + one.evidence for one in parts.obligations),
        *(review.note for one in parts.obligations for review in one.reviews),
        *(str(one) for notes in parts.notes.values() for one in notes),
    )
    return 1000 + sum(map(_length, parts.revisions)) + sum(map(len, written)) + 200 * len(written)


def _length(revision: Revision) -> int:
    written = revision.documentation
    texts = (written.description, written.rollback_plan, written.test_evidence)
    return 1000 + sum(map(len, texts)) + 100 * len(revision.files or ())
