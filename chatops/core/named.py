"""The name of whoever or whatever an id of the organisation stands for."""

from collections.abc import Callable

from chatops.core.facts import Facts


def systems_named(facts: Facts) -> Callable[[str], str]:
    """Return what names the id of a system; one that is not in the registry stays as it is."""

    def name_of(which: str) -> str:
        found = facts.registry.find(which)
        return found.name if found else which

    return name_of


def named(facts: Facts) -> Callable[[str], str]:
    """Return what names the id of a system, a team or a person; any other id stays as it is."""

    def name_of(which: str) -> str:
        found = facts.registry.find(which) or facts.directory.team(which)
        return found.name if found else facts.directory.name_of(which)

    return name_of
