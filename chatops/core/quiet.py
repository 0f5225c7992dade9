"""Quiet hours: when nothing new rings in a team's channels.

Cards that stand there are kept up to date all the same, and what is urgent is never held back.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chatops.core.change import Change
from chatops.core.events import Event, GlassBroken, GlassUsed, ObligationOverdue
from chatops.core.events_talk import ApprovalRecalled, DeploymentReported
from chatops.core.facts import Facts
from chatops.core.people import QuietHours, Team
from chatops.core.revision import Kind

_URGENT = (GlassBroken, GlassUsed, ObligationOverdue, ApprovalRecalled)
_DAY = timedelta(days=1)


def quiet_until(channel: str, facts: Facts, now: datetime) -> datetime | None:
    """Return when it is no longer quiet in this channel; None if it is not quiet now."""
    hours = (team.quiet for team in _teams(channel, facts) if team.quiet)
    ends = [end for end in (end_of_quiet(one, now) for one in hours) if end is not None]
    return max(ends, default=None)


def end_of_quiet(hours: QuietHours, now: datetime) -> datetime | None:
    """Return the end of the quiet hours that are on; None if none are. Half-open.

    Where clocks change, a time that comes twice is the first one, and a time that is missing is
    as much later as the clocks moved.
    """
    zone = ZoneInfo(hours.zone)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begins = _moment(day, hours.begins, zone)
        ends_on = day if hours.begins < hours.ends else day + _DAY
        ends = _moment(ends_on, hours.ends, zone)
        if begins <= now < ends:
            return ends
    return None


def is_urgent(change: Change | None, event: Event | None = None) -> bool:
    """Tell whether this is never held back.

    An emergency, a break-glass, an overdue obligation, an approval recalled after it was used, a
    deployment that went past the gate.
    """
    if isinstance(event, _URGENT) or (isinstance(event, DeploymentReported) and event.bypass):
        return True
    if change is None:
        return False
    is_emergency = change.present.documentation.kind is Kind.EMERGENCY
    return is_emergency or bool(change.declarations)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _teams(channel: str, facts: Facts) -> tuple[Team, ...]:
    ids = {one.team for one in facts.registry.systems if one.channel == channel}
    return tuple(
        team for team in facts.directory.teams if team.channel == channel or team.id in ids
    )
