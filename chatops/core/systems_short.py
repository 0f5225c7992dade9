"""Systems of which too few people could approve a change, before any change waits for them.

For each system and environment a plain change of the owners' most senior member is supposed, for
whom the fewest others are left to sign.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from chatops.core.assistance import Assistance
from chatops.core.change import Change, Status
from chatops.core.contributor import Contributor, Role
from chatops.core.digest import Short
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle_in
from chatops.core.refused import Refused
from chatops.core.revision import Documentation, Revision
from chatops.core.roster import roster_of
from chatops.core.systems import System

_COMMIT = "0" * 40


def short_of(systems: Iterable[str], facts: Facts, now: datetime) -> Iterator[Short]:
    """Yield the systems (ids) whose changes nobody could get approved now, and why."""
    for system in filter(None, map(facts.registry.find, systems)):
        supposed = (_supposed(system, one, facts, now) for one in system.environments)
        why = next(filter(None, (_obstacle(one, facts, now) for one in supposed)), "")
        if why:
            yield Short(system.id, why)


def _obstacle(change: Change, facts: Facts, now: datetime) -> str:
    try:
        return obstacle_in(roster_of(change, facts, now))
    except Refused as refused:
        return refused.sentence


def _supposed(system: System, environment: str, facts: Facts, now: datetime) -> Change:
    requester = _requester(system, facts)
    revision = Revision(
        number=1,
        systems=(system.id,),
        environment=environment,
        commit=_COMMIT,
        documentation=Documentation("A plain change"),
        assistance=Assistance(),
        contributors=(Contributor(Role.REQUESTER, person=requester),) if requester else (),
        files=(),
        submitted_by=requester,
        submitted_at=now,
    )
    return Change("", requester, "supposed", Status.OPEN, now, now, (revision,))


def _requester(system: System, facts: Facts) -> str:
    """Return the owners' most senior member; empty where there is none."""
    team = facts.directory.team(system.team)
    people = map(facts.directory.find, team.members if team else ())
    able = [one for one in people if one and one.active and not one.bot]
    return max(able, key=lambda one: (one.level, one.id)).id if able else ""
