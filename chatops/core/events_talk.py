"""Events of people talking about a change, of its end, and of where its card stands."""

from dataclasses import dataclass, field
from typing import ClassVar

from chatops.core.private import PRIVATE, naming, private


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """Somebody wants to know something before they decide."""

    TAG: ClassVar[str] = "question:asked"
    key: str
    number: int
    person: str
    text: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    """Question `number` of `asker` was answered."""

    TAG: ClassVar[str] = "question:answered"
    key: str
    number: int
    person: str
    asker: str
    text: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was asked of `person` is asked of `to` now."""

    TAG: ClassVar[str] = "sign-off:handed-over"
    key: str
    person: str
    to: str


@dataclass(frozen=True, slots=True)
class Nudged:
    """The requester reminded those who are asked."""

    TAG: ClassVar[str] = "change:nudged"
    key: str
    by: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Somebody wants to hear of the change later, at `until` (ISO 8601)."""

    TAG: ClassVar[str] = "change:snoozed"
    key: str
    person: str
    until: str


@dataclass(frozen=True, slots=True)
class SnoozeEnded:
    """The moment came until which `person` wanted to hear nothing; `is_asked` still by then."""

    TAG: ClassVar[str] = "snooze:ended"
    key: str
    person: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ChangeCancelled:
    """`by` took the request back; `asked` were asked for a sign-off until then.

    `surface` names the token, where one said so in their name.
    """

    TAG: ClassVar[str] = "change:cancelled"
    key: str
    by: str
    revision: int
    asked: tuple[str, ...]
    surface: str
    reason: str = field(metadata=private("by"))


@dataclass(frozen=True, slots=True)
class ApprovalRecalled:
    """An approval was taken back after the gate had let `callers` through on it.

    `owners` (directory ids) answer for the tokens among them.
    """

    TAG: ClassVar[str] = "approval:recalled"
    key: str
    person: str
    revision: int
    revision_digest: str
    callers: tuple[str, ...]
    owners: tuple[str, ...]
    reason: str = field(metadata=private("person"))


@dataclass(frozen=True, slots=True)
class ConditionDropped:
    """Condition `number` is owed no more, for `person` took back the approval it hung on."""

    TAG: ClassVar[str] = "condition:dropped"
    key: str
    number: int
    person: str


@dataclass(frozen=True, slots=True)
class DeploymentReported:
    """A pipeline told how far the deployment of a revision got.

    `bypass` where it went out although the gate had not said yes.
    """

    TAG: ClassVar[str] = "deployment:reported"
    key: str
    number: int
    system: str
    environment: str
    revision: int
    outcome: str
    posted_by: str
    bypass: bool
    link: str


@dataclass(frozen=True, slots=True)
class WorkMoved:
    """Somebody who was asked can decide no more; now `to` are asked."""

    TAG: ClassVar[str] = "work:moved"
    key: str
    person: str
    why: str = field(metadata=naming("person"))
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelLost:
    """A channel takes no cards any more; they go to `instead` (empty: nowhere)."""

    TAG: ClassVar[str] = "channel:lost"
    channel: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class ChannelReturned:
    """A channel takes cards again, which it did not `since` then (ISO 8601)."""

    TAG: ClassVar[str] = "channel:returned"
    channel: str
    since: str


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """An incident tool told of incident `id` of a system; `key` is the change it blames, or empty.

    The instants are ISO 8601; `ended_at` is empty while it lasts.
    """

    TAG: ClassVar[str] = "incident:reported"
    key: str
    id: str
    system: str
    severity: str
    began_at: str
    ended_at: str
    link: str
    posted_by: str
    title: str = field(metadata=PRIVATE)


@dataclass(frozen=True, slots=True)
class BotInvited:
    """The app was invited to a channel by somebody (empty: somebody who is not listed).

    `is_fallback` says that cards go there whose own channel takes no messages any more.
    """

    TAG: ClassVar[str] = "bot:invited"
    channel: str
    by: str
    is_fallback: bool = False


TalkEvent = (
    QuestionAsked
    | QuestionAnswered
    | HandedOver
    | Nudged
    | Snoozed
    | SnoozeEnded
    | ChangeCancelled
    | ApprovalRecalled
    | ConditionDropped
    | DeploymentReported
    | WorkMoved
    | ChannelLost
    | ChannelReturned
    | BotInvited
    | IncidentReported
)
