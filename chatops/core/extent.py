"""What a digest is counted over: the systems of an organisation, a week, and who counts as what.

Directory and policy tell it, neither the tables nor the trail: it is stored with the digest
(`core/basis.py`), and whoever counts again, over either, is given the same extent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
PAIRED = 3  # changes each way
OFTEN = 10  # changes that somebody approved who never rejects

_USUAL = Calendar()


@dataclass(frozen=True, slots=True)
class Period:
    """The windows of a policy while it was in force, half-open."""

    windows: tuple[Window, ...]
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """A freeze or reset (by name) while it is on for one system (id) in one environment."""

    name: str
    system: str
    environment: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """A freeze or reset (by name): `ends` as the last policy of the week has it that had it."""

    name: str
    span: str
    ends: datetime


@dataclass(frozen=True, slots=True)
class Extent:
    """Half-open in time. `teams` holds the team that owns each system, by the systems' ids.

    `seniors` are the names of the levels whose sign-offs are scarce. `calendars` are those of
    people (directory ids); who is not among them works the usual hours, in UTC. `stretches` are
    the windows of which the spells are, those that end first.
    """

    teams: Mapping[str, str]
    begins: datetime
    ends: datetime
    zone: str
    seniors: tuple[str, ...]
    spells: tuple[Spell, ...]
    stretches: tuple[Stretch, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)

    @property
    def systems(self) -> tuple[str, ...]:
        """Return the ids of the systems, sorted."""
        return tuple(sorted(self.teams))

    def is_at_work(self, person: str, moment: datetime) -> bool:
        """Tell whether that is in the working hours of the person (directory id)."""
        return is_working(self.calendars.get(person, _USUAL), moment)


def extent_of(
    systems: Iterable[str], week: Week, facts: Facts, periods: Iterable[Period] | None = None
) -> Extent:
    """Return the extent of these systems (ids) and this week, as the facts tell of both.

    `periods` are those of the policies that were in force in the week; without, that of the facts
    was. Working hours are those of today. A system that left the registry belongs to no team.
    """
    listed = {one: facts.registry.find(one) for one in systems}
    known = tuple(one for one in listed.values() if one is not None)
    windows = facts.policy.windows if facts.policy else ()
    always = (Period(windows, week.begins, week.ends),)
    on = tuple(one for period in periods or always for one in _on(period, known, week))
    stretches = {window.name: window for window, _ in on}
    return Extent(
        teams={one: system.team if system else "" for one, system in listed.items()},
        begins=week.begins,
        ends=week.ends,
        zone=week.zone,
        seniors=seniors_in(facts.directory),
        spells=tuple(spell for _, spells in on for spell in spells),
        stretches=tuple(
            Stretch(one.name, one.span.value, one.ends)
            for one in sorted(stretches.values(), key=lambda one: (one.ends, one.name))
        ),
        calendars=_calendars(facts, week.ends),
    )


def seniors_in(directory: Directory) -> tuple[str, ...]:
    """Return the names of the levels from senior on; without that level the last but one on."""
    levels = sorted(directory.levels)
    known = directory.level(DEBT_LEVEL) or next(iter(levels[-2:]), None)
    return tuple(one.name for one in levels if known is not None and one >= known)


def _on(
    period: Period, systems: tuple[System, ...], week: Week
) -> Iterator[tuple[Window, tuple[Spell, ...]]]:
    """Yield the windows that were on for these systems in the week, each with its spells.

    A spell may reach out of the week, but not out of the time in which its policy was in force.
    """
    first, last = max(week.begins, period.begins), min(week.ends, period.ends)
    for window in period.windows:
        if first < last and window.overlaps(first, last):
            begins = window.begins if period.begins <= week.begins else max(window.begins, first)
            ends = window.ends if period.ends >= week.ends else min(window.ends, last)
            spells = tuple(
                Spell(window.name, system.id, place, begins, ends)
                for system in systems
                for place in system.environments
                if window.touches(system, place)
            )
            if spells:
                yield window, spells


def _calendars(facts: Facts, now: datetime) -> dict[str, Calendar]:
    """Return who works when; being away changes nobody's hours."""
    present = replace(facts, absences={})
    calendars = {one.id: calendar_of(one.id, present, now) for one in facts.directory.people}
    return {person: one for person, one in calendars.items() if one != _USUAL}
