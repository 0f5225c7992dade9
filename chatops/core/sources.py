"""Who is meant by a source of the policy, for one system: `owners`, `director`, `team:ID`...

A resolved source names its people without the system: `owners` of checkout is `team:payments`.
"""

from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.policy import DIRECTOR, ON_CALL, OWNERS
from chatops.core.systems import System


def resolved(source: str, system: System, directory: Directory) -> str:
    """Return the source as it reads for this system; a director nobody named is nobody."""
    if source == OWNERS:
        return f"team:{system.team}"
    if source == ON_CALL:
        return f"on_call:{system.team}"
    if source == DIRECTOR:
        return f"person:{director_of(system, directory) or ''}"
    return source


def director_of(system: System, directory: Directory) -> str | None:
    """Return the director who answers for the system: its own, or its team's."""
    team = directory.team(system.team)
    return system.director or (team.director if team else None)


def members(source: str, facts: Facts) -> tuple[str, ...]:
    """Return the directory ids behind a resolved source; `anyone` is not enumerated."""
    kind, _, name = source.partition(":")
    team = facts.directory.team(name) if kind in {"team", "on_call"} else None
    if team is not None:
        return team.members if kind == "team" else team.on_call
    if kind == "group":
        return facts.groups.get(name, ())
    return (name,) if kind == "person" and name else ()


def named(names: tuple[str, ...], system: System, facts: Facts) -> tuple[str, ...]:
    """Return the directory ids whom these sources name for the system, each once."""
    found = (
        one for name in names for one in members(resolved(name, system, facts.directory), facts)
    )
    return tuple(dict.fromkeys(found))


def named_for_all(
    names: tuple[str, ...], systems: tuple[System, ...], facts: Facts
) -> tuple[str, ...]:
    """Return who is named for each of the systems: adding one must not add who may override."""
    first, *others = [named(names, one, facts) for one in systems]
    return tuple(one for one in first if all(one in other for other in others))


def unknown_groups(sources: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    """Return the Slack user groups among these whose members nobody has told us."""
    named = (one.removeprefix("group:") for one in sources if one.startswith("group:"))
    return tuple(one for one in named if one not in facts.groups)


def name_of(source: str, facts: Facts, *, is_owner: bool = False) -> str:
    """Say who is meant, as a person reads it."""
    kind, _, name = source.partition(":")
    if kind == "team":
        return (
            f"{facts.directory.team_name(name)} (owners)"
            if is_owner
            else (facts.directory.team_name(name))
        )
    if kind == "on_call":
        return f"whoever is on call for {facts.directory.team_name(name)}"
    if kind == "group":
        return f"the Slack group {name}"
    if kind == "person":
        return facts.directory.name_of(name) if name else "the director (nobody is named)"
    return source
