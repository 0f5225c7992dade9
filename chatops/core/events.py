"""What happened, in the past tense: each event is an audit entry and may be told to people.

`as_json` and `from_json` are the one way in and out of storage. Fields marked `private` hold
what somebody wrote or what names people; how the audit log keeps them is `core/audited.py`.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, get_args

from chatops.core.events_audit import AuditEvent
from chatops.core.events_chase import ChaseEvent
from chatops.core.events_digest import DigestEvent
from chatops.core.events_talk import TalkEvent
from chatops.core.private import NAMING, PRIVATE, private


@dataclass(frozen=True, slots=True)
class ChangeOpened:
    """A change request was opened with its first revision; `assistance` is AI's part in it.

    It expires at `expires_at` (ISO 8601) unless a revision comes.
    """

    TAG: ClassVar[str] = "change:opened"
    key: str
    requester: str
    source: str
    systems: tuple[str, ...]
    environment: str
    commit: str
    revision_digest: str
    kind: str
    risk: str
    assistance: str
    title: str = field(metadata=private("requester"))
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class RevisionAdded:
    """A new revision replaced the present one; `look_again` approved before and may again.

    `assistance` is the strongest part that AI had in any revision so far. From now on the change
    expires at `expires_at` (ISO 8601).
    """

    TAG: ClassVar[str] = "revision:added"
    key: str
    by: str
    source: str
    revision: int
    systems: tuple[str, ...]
    environment: str
    commit: str
    revision_digest: str
    kind: str
    risk: str
    assistance: str
    look_again: tuple[str, ...]
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Somebody approved, rejected, withdrew, or lifted rejection number `lifts` (0: none).

    `shown` is the digest of what the card showed; `on_behalf_of` is empty for oneself; `read_at`
    is when Details were opened (ISO 8601), empty where they were not.
    """

    TAG: ClassVar[str] = "decision:made"
    key: str
    person: str
    verb: str
    revision: int
    revision_digest: str
    environment: str
    policy_digest: str
    level: str
    surface: str
    shown: str
    on_behalf_of: str
    lifts: int
    named_by: tuple[str, ...]
    read_at: str
    comment: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class VerdictChanged:
    """The verdict's state became another one, whatever the cause."""

    TAG: ClassVar[str] = "verdict:changed"
    key: str
    before: str
    after: str
    sentence: str = field(metadata=NAMING)
    revision_digest: str
    policy_digest: str


@dataclass(frozen=True, slots=True)
class GateAnswered:
    """The gate told a caller yes or no. `key` is empty when no change matched."""

    TAG: ClassVar[str] = "gate:answered"
    caller: str
    system: str
    environment: str
    commit: str
    allowed: bool
    key: str
    state: str
    revision_digest: str
    policy_digest: str
    sentences: tuple[str, ...] = field(metadata=NAMING)


@dataclass(frozen=True, slots=True)
class CheckPosted:
    """A tool reported on one revision."""

    TAG: ClassVar[str] = "check:posted"
    key: str
    check: str
    outcome: str
    revision: int
    revision_digest: str
    posted_by: str
    link: str
    summary: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class ConditionAttached:
    """An approval was given under a condition, owed by `due_at` (ISO 8601)."""

    TAG: ClassVar[str] = "condition:attached"
    key: str
    number: int
    person: str
    due_at: str
    text: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class GlassBroken:
    """Somebody goes ahead without approval: once, on one revision, until `expires_at`."""

    TAG: ClassVar[str] = "glass:broken"
    key: str
    number: int
    person: str
    revision: int
    revision_digest: str
    environment: str
    policy_digest: str
    surface: str
    expires_at: str
    review_due_at: str
    reason: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class GlassUsed:
    """The gate let a caller through on a break-glass, which is used up by that."""

    TAG: ClassVar[str] = "glass:used"
    key: str
    number: int
    person: str
    caller: str
    revision: int
    revision_digest: str


@dataclass(frozen=True, slots=True)
class ReviewGiven:
    """One of the follow-up reviews that obligation `number` asks for; `left` are still owed."""

    TAG: ClassVar[str] = "review:given"
    key: str
    number: int
    person: str
    left: int
    note: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class ObligationClosed:
    """An obligation was paid."""

    TAG: ClassVar[str] = "obligation:closed"
    key: str
    number: int
    owed: str
    person: str
    evidence: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class ObligationOverdue:
    """The time of an obligation came and it is still owed."""

    TAG: ClassVar[str] = "obligation:overdue"
    key: str
    number: int
    owed: str
    person: str
    due_at: str
    text: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class BecameUnreachable:
    """Nobody could complete the approval any more; the sentence names the smallest mend."""

    TAG: ClassVar[str] = "change:unreachable"
    key: str
    sentence: str = field(metadata=NAMING)


@dataclass(frozen=True, slots=True)
class AbsenceSet:
    """Somebody is away until `until` (ISO 8601; empty: back), `delegate` acts for them."""

    TAG: ClassVar[str] = "absence:set"
    person: str
    until: str
    delegate: str
    set_by: str


@dataclass(frozen=True, slots=True)
class PolicyAdopted:
    """Another policy is in force; `approved_by` is the change request that allowed it, if any."""

    TAG: ClassVar[str] = "policy:adopted"
    digest: str
    before: str
    by: str
    approved_by: str
    why: str = field(metadata=private("by"))


Event = (
    ChangeOpened
    | RevisionAdded
    | DecisionMade
    | VerdictChanged
    | GateAnswered
    | CheckPosted
    | ConditionAttached
    | GlassBroken
    | GlassUsed
    | ReviewGiven
    | ObligationClosed
    | ObligationOverdue
    | BecameUnreachable
    | AbsenceSet
    | PolicyAdopted
    | TalkEvent
    | ChaseEvent
    | DigestEvent
    | AuditEvent
)
TYPES: dict[str, type[Event]] = {kind.TAG: kind for kind in get_args(Event)}
"""By their tags."""


def as_json(event: Event) -> dict[str, Any]:
    """Return the event as JSON values, complete, with its tag."""
    return {"tag": event.TAG} | {one.name: _plain(event, one.name) for one in fields(event)}


def from_json(stored: dict[str, Any]) -> Event:
    """Return the event that `as_json` wrote; raise KeyError or TypeError for anything else.

    An earlier version wrote no fields that have a default now.
    """
    kind = TYPES[stored["tag"]]
    values = {one.name: stored[one.name] for one in fields(kind) if one.name in stored}
    return kind(**{name: _tupled(value) for name, value in values.items()})


def _plain(event: Event, name: str) -> Any:
    value = getattr(event, name)
    return list(value) if isinstance(value, tuple) else value


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
