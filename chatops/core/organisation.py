"""Whose organisation a system belongs to: its director (or its team's), and its team's VP."""

from collections.abc import Iterator

from chatops.core.directory import Directory
from chatops.core.sources import director_of
from chatops.core.systems import Registry, System


def systems_of(person: str, registry: Registry, directory: Directory) -> tuple[str, ...]:
    """Return the ids of the systems that this person (directory id) answers for, sorted."""
    found = (one.id for one in registry.systems if person in _over(one, directory))
    return tuple(sorted(found))


def directors(registry: Registry, directory: Directory) -> tuple[str, ...]:
    """Return everybody who answers for a system as its director or VP, sorted."""
    found = {person for one in registry.systems for person in _over(one, directory)}
    return tuple(sorted(found))


def reports_of(vp: str, registry: Registry, directory: Directory) -> tuple[str, ...]:
    """Return the directors of the systems of this VP, sorted; nobody is below themself."""
    below = {
        director
        for one in registry.systems
        if (director := director_of(one, directory)) and vp == vp_of(one, directory)
    }
    return tuple(sorted(below - {vp}))


def vps_of(director: str, registry: Registry, directory: Directory) -> tuple[str, ...]:
    """Return the VPs above this director (directory id), sorted; nobody is above themself."""
    above = {
        vp_of(one, directory) for one in registry.systems if director == director_of(one, directory)
    }
    return tuple(sorted(one for one in above if one and one != director))


def vp_of(system: System, directory: Directory) -> str | None:
    """Return the VP of the team that owns the system, if the directory knows one."""
    team = directory.team(system.team)
    return team.vp if team else None


def _over(system: System, directory: Directory) -> Iterator[str]:
    yield from filter(None, (director_of(system, directory), vp_of(system, directory)))
