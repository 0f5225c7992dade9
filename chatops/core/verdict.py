"""The verdict: the one tree that explains a change's present state to everybody.

Card, gate, command line and audit print the same tree. A node without parts is one line of
the policy; its sentence is what a person reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from chatops.ledger.canonical import digest


class State(StrEnum):
    """Of a change or of one requirement.

    Only `approved` opens the gate, and `overridden` (break-glass) once.
    """

    APPROVED = "approved"
    PENDING = "pending"
    STALE = "stale"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    OVERRIDDEN = "overridden"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One node: its state, its sentence, and the parts it follows from.

    `waiting_for` names the people (directory ids) whose sign-off would help here.
    """

    name: str
    state: State
    sentence: str
    parts: tuple["Verdict", ...] = ()
    waiting_for: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Tell whether this node asks for nothing more."""
        return self.state is State.APPROVED

    def leaves(self) -> Iterator["Verdict"]:
        """Yield the lines of the tree, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def digest(self) -> str:
        """Return the digest of all that is told: other words, another digest."""
        lines = [[leaf.state.value, leaf.sentence, *leaf.waiting_for] for leaf in self.leaves()]
        return digest([self.state.value, self.sentence, lines])

    def waiting(self) -> tuple[str, ...]:
        """Return everybody whose sign-off is waited for, each once."""
        people = (person for leaf in self.leaves() for person in leaf.waiting_for)
        return tuple(dict.fromkeys(people))
