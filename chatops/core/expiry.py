"""When a change expires that nobody finished: counted from its newest revision."""

from datetime import datetime, timedelta

from chatops.core.facts import Facts
from chatops.core.hours import any_after, calendar_of, next_working
from chatops.core.lasting import Lasting, WorkingTime
from chatops.core.policy import OF_EMERGENCIES
from chatops.core.revision import Revision

LONGEST = timedelta(days=90)
"""No working hours keep a change open for longer than this."""


def expires_at(revision: Revision, facts: Facts, now: datetime) -> datetime:
    """Return the end of a revision that is submitted now; raise `Refused` without a policy.

    Working time passes while anybody of the teams that own its systems is at work. An emergency
    waits for nobody's working hours, and where nobody ever works there are none: by the clock.
    """
    length = _length(revision, facts)
    if isinstance(length, timedelta):
        return now + length
    calendars = tuple(calendar_of(one, facts, now) for one in _owners(revision, facts))
    end = any_after(calendars, now, length)
    if end is not None:
        return min(end, now + LONGEST)
    ever = any(next_working(one, now) is not None for one in calendars)
    return now + (LONGEST if ever else length.length)


def _length(revision: Revision, facts: Facts) -> Lasting:
    policy, written = facts.rules(), revision.documentation
    said = policy.chasing_of(written.kind.value, written.risk.value).expires_after
    length = said or policy.expires_after
    urgent = written.kind.value in OF_EMERGENCIES.kinds
    return length.length if urgent and isinstance(length, WorkingTime) else length


def _owners(revision: Revision, facts: Facts) -> tuple[str, ...]:
    """Return who of the owning teams can be at work at all: people who are active."""
    systems = filter(None, map(facts.registry.find, revision.systems))
    teams = filter(None, (facts.directory.team(one.team) for one in systems))
    listed = dict.fromkeys(member for team in teams for member in team.members)
    people = filter(None, map(facts.directory.find, listed))
    return tuple(one.id for one in people if one.active and not one.bot)
