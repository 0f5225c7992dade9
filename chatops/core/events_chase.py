"""Events of time: reminders, escalation, the last call, and what moved them."""

from dataclasses import dataclass, field
from typing import ClassVar

from chatops.core.private import naming


@dataclass(frozen=True, slots=True)
class Reminded:
    """These people are reminded of the sign-off that is asked of them; `last` is the last call.

    `expires_at` is ISO 8601.
    """

    TAG: ClassVar[str] = "change:reminded"
    key: str
    revision: int
    people: tuple[str, ...]
    last: bool
    expires_at: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """Nobody heard from `people`, so `to` hear of it: others who could sign, or superiors.

    `rung` is one of `core.chase.Rung`. Without `people` there is nobody who could be asked.
    """

    TAG: ClassVar[str] = "change:escalated"
    key: str
    revision: int
    people: tuple[str, ...]
    rung: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScheduleMoved:
    """The next reminder of `person` moved to `to` (ISO 8601; empty: there is none), and why.

    `person` is empty for what no one person owes.
    """

    TAG: ClassVar[str] = "schedule:moved"
    key: str
    person: str
    to: str
    why: str = field(metadata=naming("person"))


@dataclass(frozen=True, slots=True)
class ObligationReminded:
    """`people` are reminded of obligation `number`, owed by `due_at` (ISO 8601)."""

    TAG: ClassVar[str] = "obligation:reminded"
    key: str
    number: int
    owed: str
    people: tuple[str, ...]
    due_at: str


ChaseEvent = Reminded | Escalated | ScheduleMoved | ObligationReminded
