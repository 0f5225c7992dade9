"""What a digest is counted over: the systems of an organisation, a week, and who counts as what.

Neither the tables nor the trail tell it; whoever counts over either is given the same extent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.hours import Calendar, calendar_of, is_working
from chatops.core.policy import DEBT_LEVEL
from chatops.core.systems import System
from chatops.core.weeks import Week
from chatops.core.window import Window

STUCK_AFTER = timedelta(days=3)
HABIT = timedelta(days=90)
"""So long before the end of the week people are looked at: whom they approve, what they reject."""
HASTE = timedelta(seconds=10)
PAIRED = 3  # approvals each way
OFTEN = 10  # approvals of somebody who never rejects

AtWork = Callable[[str, datetime], bool]
"""Given a person (directory id) and a moment: whether that is in their working hours."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A freeze or reset (by name) while it is on for one system (id) in one environment."""

    name: str
    system: str
    environment: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Extent:
    """Half-open in time. `teams` holds the team that owns each system, by the systems' ids.

    `seniors` are the names of the levels whose sign-offs are scarce.
    """

    teams: Mapping[str, str]
    begins: datetime
    ends: datetime
    zone: str
    seniors: tuple[str, ...]
    spells: tuple[Spell, ...]
    is_at_work: AtWork

    @property
    def systems(self) -> tuple[str, ...]:
        """Return the ids of the systems, sorted."""
        return tuple(sorted(self.teams))


def extent_of(systems: Iterable[str], week: Week, facts: Facts) -> Extent:
    """Return the extent of these systems (ids) and this week, as the facts tell of both.

    Working hours are those of today: nothing tells which somebody had before. A system that left
    the registry belongs to no team.
    """
    listed = {one: facts.registry.find(one) for one in systems}
    known = tuple(one for one in listed.values() if one is not None)
    windows = facts.policy.windows if facts.policy else ()
    return Extent(
        teams={one: system.team if system else "" for one, system in listed.items()},
        begins=week.begins,
        ends=week.ends,
        zone=week.zone,
        seniors=seniors_in(facts.directory),
        spells=tuple(spell for one in windows for spell in _spells(one, known, week)),
        is_at_work=_at_work(facts, week.ends),
    )


def seniors_in(directory: Directory) -> tuple[str, ...]:
    """Return the names of the levels from senior on; without that level the last but one on."""
    levels = sorted(directory.levels)
    known = directory.level(DEBT_LEVEL) or next(iter(levels[-2:]), None)
    return tuple(one.name for one in levels if known is not None and one >= known)


def _spells(window: Window, systems: tuple[System, ...], week: Week) -> Iterator[Spell]:
    if not window.overlaps(week.begins, week.ends):
        return
    for system in systems:
        for place in system.environments:
            if window.touches(system, place):
                yield Spell(window.name, system.id, place, window.begins, window.ends)


def _at_work(facts: Facts, now: datetime) -> AtWork:
    """Return who works when; being away changes nobody's hours."""
    present = replace(facts, absences={})
    calendars: dict[str, Calendar] = {}

    def is_at_work(person: str, moment: datetime) -> bool:
        if person not in calendars:
            calendars[person] = calendar_of(person, present, now)
        return is_working(calendars[person], moment)

    return is_at_work
