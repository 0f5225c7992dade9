"""Which open changes can concern a person at all: the systems in whose name they may sign.

Somebody who is asked only as `anyone` is not searched for here: they are found as asked.
"""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.facts import Facts
from chatops.core.policy import SignOffs
from chatops.core.sources import director_of, members
from chatops.core.systems import System


@dataclass(frozen=True, slots=True)
class Reach:
    """Systems (ids) of which the person is an owner, on call or the director.

    `everywhere`: the policy names them by name, team or group, which is not for one system only;
    `reviews`: it does so for the review of broken glass.
    """

    systems: tuple[str, ...]
    everywhere: bool
    reviews: bool = False


def reach(person: str, facts: Facts, now: datetime) -> Reach:
    """Return where a person (directory id) may be asked, for whom they stand in included."""
    voices = {person}
    for absent in facts.absences.values():
        if absent.delegate == person and absent.is_on(now):
            voices.add(absent.person)
    systems = tuple(one.id for one in facts.registry.systems if _concerns(one, voices, facts))
    glass = facts.policy.break_glass if facts.policy else None
    signs, reviews = (
        any(not voices.isdisjoint(members(one, facts)) for one in sources)
        for sources in (_named(facts), glass.review_from if glass else ())
    )
    return Reach(systems, signs, reviews)


def _concerns(system: System, voices: set[str], facts: Facts) -> bool:
    team = facts.directory.team(system.team)
    people = (*team.members, *team.on_call) if team else ()
    return not voices.isdisjoint((*people, director_of(system, facts.directory)))


def _named(facts: Facts) -> tuple[str, ...]:
    rules = facts.policy.rules if facts.policy else ()
    lines = (line for rule in rules for line in rule.require if isinstance(line, SignOffs))
    return tuple(source for line in lines for source in line.sources)
