"""Whose standing, absence and work in hand has to be known to judge a change."""

from collections.abc import Iterable, Iterator

from chatops.core.facts import Facts
from chatops.core.policy import SignOffs
from chatops.core.sources import director_of, members, named


def circle(systems: Iterable[str], facts: Facts) -> Iterator[str]:
    """Yield owners, managers and directors of these systems (ids), and who the policy names."""
    glass = facts.policy.break_glass if facts.policy else None
    for system in filter(None, map(facts.registry.find, systems)):
        yield from members(f"team:{system.team}", facts)
        if glass:
            yield from named((*glass.sources, *glass.review_from), system, facts)
        team = facts.directory.team(system.team)
        superiors = (team.manager if team else None, director_of(system, facts.directory))
        yield from (one for one in superiors if one)
    for rule in facts.policy.rules if facts.policy else ():
        for line in rule.require:
            for source in line.sources if isinstance(line, SignOffs) else ():
                yield from members(source, facts)
