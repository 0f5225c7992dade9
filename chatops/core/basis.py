"""What directory and policy told when a digest was counted, as it is stored in the digest.

So a digest can be counted again over the trail whatever they say by then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from chatops.core.extent import Extent, Spell, Stretch
from chatops.core.hours import Calendar
from chatops.core.people import WorkingHours


@dataclass(frozen=True, slots=True)
class Place:
    """A system (id) in an environment."""

    system: str
    environment: str


@dataclass(frozen=True, slots=True)
class Spells:
    """A freeze or reset (by name) while it is on, in these places."""

    name: str
    begins: datetime
    ends: datetime
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """People (directory ids) who work at the same times: `begins` and `ends` as 09:00.

    Days count from Monday, 0; `zone`, `country` and `subdivision` are as in the directory.
    """

    people: tuple[str, ...]
    zone: str
    days: tuple[int, ...]
    begins: str
    ends: str
    country: str
    subdivision: str


@dataclass(frozen=True, slots=True)
class Basis:
    """`teams` are those of the digest's systems, in their order; empty for none.

    Who is in no shift works the usual hours in UTC. `above` are the director's VPs then (ids).
    """

    teams: tuple[str, ...] = ()
    seniors: tuple[str, ...] = ()
    spells: tuple[Spells, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    shifts: tuple[Shift, ...] = ()
    above: tuple[str, ...] = ()


def basis_of(extent: Extent, above: tuple[str, ...] = ()) -> Basis:
    """Return what is stored of the extent, besides systems and week."""
    places: dict[tuple[str, datetime, datetime], list[Place]] = defaultdict(list)
    for one in extent.spells:
        places[one.name, one.begins, one.ends].append(Place(one.system, one.environment))
    return Basis(
        teams=tuple(extent.teams[one] for one in extent.systems),
        seniors=extent.seniors,
        spells=tuple(Spells(*when, tuple(where)) for when, where in places.items()),
        stretches=extent.stretches,
        shifts=tuple(_shifts(extent.calendars)),
        above=above,
    )


def extent_from(
    basis: Basis, systems: tuple[str, ...], begins: datetime, ends: datetime, zone: str
) -> Extent:
    """Return the extent that `basis_of` was given."""
    return Extent(
        teams=dict(zip(systems, basis.teams, strict=True)),
        begins=begins,
        ends=ends,
        zone=zone,
        seniors=basis.seniors,
        spells=tuple(
            Spell(one.name, place.system, place.environment, one.begins, one.ends)
            for one in basis.spells
            for place in one.places
        ),
        stretches=basis.stretches,
        calendars={person: _calendar(one) for one in basis.shifts for person in one.people},
    )


def _shifts(calendars: Mapping[str, Calendar]) -> Iterator[Shift]:
    people: dict[Calendar, list[str]] = defaultdict(list)
    for person, calendar in sorted(calendars.items()):
        people[calendar].append(person)
    for calendar, who in people.items():
        hours = calendar.hours
        yield Shift(
            people=tuple(who),
            zone=calendar.zone,
            days=tuple(hours.days),
            begins=hours.begins.isoformat(),
            ends=hours.ends.isoformat(),
            country=hours.country,
            subdivision=hours.subdivision,
        )


def _calendar(one: Shift) -> Calendar:
    begins, ends = time.fromisoformat(one.begins), time.fromisoformat(one.ends)
    hours = WorkingHours(one.days, begins, ends, one.country, one.subdivision)
    return Calendar(hours, one.zone)
