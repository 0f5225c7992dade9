"""What happened, in the past tense: each event is an audit entry and may be told to people.

`as_json` and `from_json` are the one way in and out of storage. Fields marked `private` hold
what somebody wrote; the audit trail keeps their digest only, the text stays beside it.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from chatops.ledger.canonical import digest

PRIVATE: dict[str, bool] = {"private": True}


@dataclass(frozen=True, slots=True)
class ChangeOpened:
    """A change request was opened with its first revision."""

    TAG: ClassVar[str] = "change:opened"
    key: str
    requester: str
    source: str
    system: str
    environment: str
    commit: str
    revision_digest: str
    title: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class RevisionAdded:
    """A new revision replaced the present one; `look_again` approved before and may again."""

    TAG: ClassVar[str] = "revision:added"
    key: str
    by: str
    source: str
    revision: int
    commit: str
    revision_digest: str
    look_again: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """Somebody approved, rejected or withdrew."""

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
    comment: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class VerdictChanged:
    """The verdict's state became another one, whatever the cause."""

    TAG: ClassVar[str] = "verdict:changed"
    key: str
    before: str
    after: str
    sentence: str
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
    sentences: tuple[str, ...]


Event = ChangeOpened | RevisionAdded | DecisionMade | VerdictChanged | GateAnswered
_TYPES: dict[str, type[Event]] = {
    kind.TAG: kind
    for kind in (ChangeOpened, RevisionAdded, DecisionMade, VerdictChanged, GateAnswered)
}


def as_json(event: Event) -> dict[str, Any]:
    """Return the event as JSON values, complete, with its tag."""
    return {"tag": event.TAG} | {one.name: _plain(event, one.name) for one in fields(event)}


def from_json(stored: dict[str, Any]) -> Event:
    """Return the event that `as_json` wrote; raise KeyError or TypeError for anything else."""
    kind = _TYPES[stored["tag"]]
    values = {one.name: stored[one.name] for one in fields(kind)}
    return kind(**{name: _tupled(value) for name, value in values.items()})


def audited(event: Event) -> dict[str, Any]:
    """Return the event as the audit trail keeps it: private texts as their digest."""
    stored = as_json(event)
    for one in fields(event):
        if one.metadata.get("private"):
            text = stored.pop(one.name)
            stored[f"{one.name}_digest"] = digest(text) if text else ""
    return stored


def _plain(event: Event, name: str) -> Any:
    value = getattr(event, name)
    return list(value) if isinstance(value, tuple) else value


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
