"""Who is told what, and which cards are out of date, after an outcome."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chatops.core.change import Change
from chatops.core.concerned import concerned, reminded
from chatops.core.events import (
    DecisionMade,
    Event,
    GateAnswered,
    GlassBroken,
    ObligationOverdue,
    VerdictChanged,
)
from chatops.core.events_chase import Escalated, Reminded, ScheduleMoved
from chatops.core.events_talk import (
    ApprovalRecalled,
    DeploymentReported,
    Snoozed,
    SnoozeEnded,
)
from chatops.core.facts import Facts
from chatops.core.lost import end_of
from chatops.core.outcome import Outcome
from chatops.core.policy import OF_EMERGENCIES
from chatops.core.verdict import State


@dataclass(frozen=True, slots=True)
class CardOutdated:
    """The card of this change in this channel no longer shows the truth."""

    key: str
    channel: str


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One line of the story, under the card in this channel."""

    key: str
    channel: str
    event: Event


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One line for everybody in a channel, not hidden in a thread. `key` may be empty."""

    key: str
    channel: str
    event: Event


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """One line to one person (directory id)."""

    key: str
    person: str
    event: Event


@dataclass(frozen=True, slots=True)
class HomeOutdated:
    """The App Home of this person (directory id) no longer shows the truth. `key` is empty."""

    person: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to this person (directory id) of all that waits for them.

    `due` is what it is sent for: pairs of a change's key and why (`core/reminder.py`). Those that
    wait for the same person become one; an `urgent` one (of an emergency) waits for no others.
    `key` is empty.
    """

    person: str
    due: tuple[tuple[str, str], ...]
    key: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class DigestPost:
    """The weekly digest of a director (directory id), to them or to a channel. `key` is empty.

    `part` is empty for the message, which is drawn anew where it stands already; `csv` and `html`
    are the files below it, which follow once it was posted.
    """

    person: str
    week: str
    version: int
    channel: str = ""
    part: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointPost:
    """The newest checkpoint of a day (UTC, ISO 8601) for a channel, drawn when it is carried.

    It is drawn anew in the day's message where that stands already. `key` is empty.
    """

    day: str
    channel: str
    key: str = ""


FILES = ("csv", "html")


def channel_of(notice: "Notice") -> str:
    """Return the channel where the notice is to appear; empty where it is for one person."""
    return notice.channel if isinstance(notice, _OF_CHANNEL) else ""


def elsewhere(notice: "Notice", channel: str) -> "Notice":
    """Return the notice for another channel."""
    return replace(notice, channel=channel) if isinstance(notice, _OF_CHANNEL) else notice


_OF_CHANNEL = (CardOutdated, ThreadLine, ChannelLine)
Notice = (
    CardOutdated
    | ThreadLine
    | ChannelLine
    | DirectMessage
    | HomeOutdated
    | Reminder
    | DigestPost
    | CheckpointPost
)


def notices(told: Outcome, facts: Facts) -> tuple[Notice, ...]:
    """Return what has to be sent, in the order in which it should arrive."""
    if not told.events:
        return ()
    channels = places(told.change, facts)
    cards = tuple(CardOutdated(told.change.key, channel) for channel in channels)
    lines = tuple(_lines(told, channels, facts))
    homes = (HomeOutdated(person) for person in sorted(facts.viewers))
    return (*cards, *lines, *homes)


def places(change: Change, facts: Facts) -> tuple[str, ...]:
    """Return the channels of the change's card: the owners', the system's, and where one stands.

    A card stays out there when a team gets another channel, a system leaves the registry, or the
    directory cannot be read; it has to follow all the same.
    """
    moved = (end_of(channel, facts.moved) for channel in channels_of(change, facts))
    return tuple(dict.fromkeys(filter(None, moved)))


def channels_of(change: Change, facts: Facts) -> tuple[str, ...]:
    """Return the same before any of them was lost."""
    found: dict[str, None] = {}
    for revision in reversed(change.revisions):
        for system in filter(None, map(facts.registry.find, revision.systems)):
            team = facts.directory.team(system.team)
            channels = (team.channel if team else None, system.channel)
            found |= {channel: None for channel in channels if channel}
    return tuple(found | dict.fromkeys(facts.cards))


def _lines(told: Outcome, channels: tuple[str, ...], facts: Facts) -> Iterator[Notice]:
    alarming = any(isinstance(one, ApprovalRecalled) for one in told.events)
    for event in told.events:
        if _is_past(event, told.change):
            continue
        for channel in () if isinstance(event, _SILENT) else channels:
            yield ThreadLine(told.change.key, channel, event)
            if _is_loud(event):
                yield ChannelLine(told.change.key, channel, event)
        if alarming and isinstance(event, DecisionMade):
            continue  # the same reason, which the recall tells louder
        for person in dict.fromkeys(concerned(event, told.change, facts)):
            yield DirectMessage(told.change.key, person, event)
        for person, why in dict.fromkeys(reminded(event, told.change, facts)):
            urgent = _is_pressing(event, told.change)
            yield Reminder(person, ((told.change.key, why.value),), urgent=urgent)


def _is_past(event: Event, change: Change) -> bool:
    """Tell whether it is no news: the approvals of what is deployed lapse, and it expires."""
    judged = isinstance(event, VerdictChanged) and event.after != State.BLOCKED
    return judged and change.is_deployed


def _is_pressing(event: Event, change: Change) -> bool:
    """Tell whether a reminder by this event waits for no others: of an emergency's sign-offs."""
    kind = change.present.documentation.kind.value
    return isinstance(event, _OF_SIGN_OFFS) and kind in OF_EMERGENCIES.kinds


def _is_loud(event: Event) -> bool:
    bypass = isinstance(event, DeploymentReported) and event.bypass
    return bypass or isinstance(event, _LOUD)


_LOUD = (GlassBroken, ObligationOverdue, ApprovalRecalled)
_OF_SIGN_OFFS = (Reminded, Escalated, SnoozeEnded)
_SILENT = (GateAnswered, ScheduleMoved, Snoozed, SnoozeEnded)  # no matter of a channel
