"""Channels that take no cards any more: where their cards go instead, and who hears of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from chatops.core.facts import Facts
from chatops.core.people import Team

NEW_ID = "it has a new id"
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class LostChannel:
    """A channel that takes no cards since `at`, and why; `instead` is empty where none does."""

    channel: str
    instead: str
    why: str
    at: datetime

    @property
    def may_return(self) -> bool:
        """Tell whether the channel may take cards again: an id that was replaced never does."""
        return self.why != NEW_ID


def end_of(channel: str, moved: Mapping[str, str]) -> str:
    """Return the channel that stands in for this one at last, itself where it is not moved.

    Empty where none does; a circle of channels that stand in for each other is nowhere.
    """
    seen: set[str] = set()
    while channel in moved:
        if channel in seen:
            return ""
        seen.add(channel)
        channel = moved[channel]
    return channel


def instead_of(
    channel: str, facts: Facts, fallback: str, *, fits: Callable[[str], bool] = lambda _: True
) -> str:
    """Return where the cards of a lost channel go; `facts.moved` are those lost before it.

    That is the fallback, else the team's channel where the lost one is a system's own: the first
    that fits, and where the cards would end fits as well.
    """
    for one in (fallback, *_team_channels(channel, facts)):
        end = end_of(one, facts.moved)
        if end not in {"", channel} and all(map(fits, {one, end})):
            return one
    return ""


def owners_of(channel: str, facts: Facts) -> tuple[str, ...]:
    """Return who has to hear of a loss: for each team the manager, else director, else members.

    A channel that only stands in for others is that of the teams for which it does.
    """
    channels = {one for one in facts.moved if end_of(one, facts.moved) == channel} | {channel}
    people = (one for team in _teams(channels, facts) for one in _responsible(team))
    return tuple(dict.fromkeys(people))


def _responsible(team: Team) -> tuple[str, ...]:
    first = team.manager or team.director
    return (first,) if first else team.members[:MOST_TOLD]


def _teams(channels: set[str], facts: Facts) -> Iterator[Team]:
    ids = {one.team for one in facts.registry.systems if one.channel in channels}
    for team in facts.directory.teams:
        if team.channel in channels or team.id in ids:
            yield team


def _team_channels(channel: str, facts: Facts) -> Iterator[str]:
    for system in facts.registry.systems:
        team = facts.directory.team(system.team) if system.channel == channel else None
        if team is not None:
            yield team.channel
