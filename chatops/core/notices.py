"""Who is told what, and which cards are out of date, after an outcome."""

from collections.abc import Iterator
from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.events import (
    ChangeOpened,
    DecisionMade,
    Event,
    GateAnswered,
    RevisionAdded,
    VerdictChanged,
)
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
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
class DirectMessage:
    """One line to one person (directory id)."""

    key: str
    person: str
    event: Event


Notice = CardOutdated | ThreadLine | DirectMessage


def notices(told: Outcome, facts: Facts) -> tuple[Notice, ...]:
    """Return what has to be sent, in the order in which it should arrive."""
    if not told.events:
        return ()
    channels = places(told.change, facts)
    cards = tuple(CardOutdated(told.change.key, channel) for channel in channels)
    lines = tuple(_lines(told, channels))
    return (*cards, *lines)


def places(change: Change, facts: Facts) -> tuple[str, ...]:
    """Return the channels of the change's card: the owners', the system's, and where one stands.

    A card stays out there when a team gets another channel, a system leaves the registry, or the
    directory cannot be read; it has to follow all the same.
    """
    found: dict[str, None] = {}
    for revision in reversed(change.revisions):
        system = facts.registry.find(revision.system)
        team = facts.directory.team(system.team) if system else None
        channels = (team.channel if team else None, system.channel if system else None)
        found |= {channel: None for channel in channels if channel}
    return tuple(found | dict.fromkeys(facts.cards))


def _lines(told: Outcome, channels: tuple[str, ...]) -> Iterator[Notice]:
    for event in told.events:
        if isinstance(event, GateAnswered):
            continue
        for channel in channels:
            yield ThreadLine(told.change.key, channel, event)
        for person in dict.fromkeys(_concerned(event, told.change)):
            yield DirectMessage(told.change.key, person, event)


def _concerned(event: Event, change: Change) -> Iterator[str]:
    match event:
        case ChangeOpened():
            yield change.requester
        case DecisionMade(verb=Verb.REJECT.value):
            yield change.requester
        case RevisionAdded(look_again=people):
            yield from people
        case VerdictChanged(before=before, after=after) if _is_news(before, after):
            yield change.requester
        case _:
            return


def _is_news(before: str, after: str) -> bool:
    """Tell whether the requester should hear: an end, or an approval that is gone again.

    A change is blocked by a rejection, and that was told already, with its reason.
    """
    if before == after:
        return False
    ends = {State.APPROVED.value, State.EXPIRED.value, State.ERROR.value}
    return after in ends or (before == State.APPROVED.value and after != State.BLOCKED.value)
