"""Who may review a change after a break-glass."""

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.policy import OWNERS
from chatops.core.sources import named


def reviewers_of(change: Change, facts: Facts) -> tuple[str, ...]:
    """Return who may review the change after a break-glass: named, no contributor, no breaker.

    Where the policy no longer knows a break-glass, the owners review what is still owed.
    """
    glass = facts.policy.break_glass if facts.policy else None
    known = (facts.directory.person_behind(one) for one in change.contributors)
    barred = {change.requester, *(one.id for one in known if one)}
    barred |= {one.person for one in change.declarations}
    systems = filter(None, map(facts.registry.find, change.present.systems))
    names = glass.review_from if glass else (OWNERS,)
    found = dict.fromkeys(one for system in systems for one in named(names, system, facts))
    people = filter(None, map(facts.directory.find, found))
    return tuple(one.id for one in people if one.active and not one.bot and one.id not in barred)
