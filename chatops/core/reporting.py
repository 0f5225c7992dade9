"""An incident tool tells of an incident of a system. It decides nothing; approvers look at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chatops.core.draft import is_link
from chatops.core.events_talk import IncidentReported
from chatops.core.facts import Facts
from chatops.core.incident import Incident
from chatops.core.refused import Invalid
from chatops.core.text import is_blank, one_line, too_long

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/#-]{0,98}[A-Za-z0-9])?")
_FIRST, _AHEAD = datetime(1970, 1, 1, tzinfo=UTC), timedelta(days=1)  # clocks differ
_LIMITS = {"title": 300, "severity": 40, "link": 2000}


@dataclass(frozen=True, slots=True)
class TellIncident:
    """What a tool (`told.posted_by`, a token) says of an incident, in place of what it said."""

    told: Incident


def report_incident(
    command: TellIncident, before: Incident | None, facts: Facts, now: datetime
) -> tuple[Incident, IncidentReported | None]:
    """Return the incident, and its event where it is not what was told `before`.

    Raises `Refused("unknown_system")`, and `Invalid` for what is missing or has no sense.
    """
    incident = _cleaned(command.told)
    facts.registry.get(incident.system)
    mistakes = dict(_mistakes(incident, now))
    if mistakes:
        raise Invalid(mistakes)
    if incident == before:
        return incident, None
    return incident, IncidentReported(
        key=incident.key,
        id=incident.id,
        system=incident.system,
        severity=incident.severity,
        began_at=incident.began_at.isoformat(),
        ended_at=incident.ended_at.isoformat() if incident.ended_at else "",
        link=incident.link,
        posted_by=incident.posted_by,
        title=incident.title,
    )


def _cleaned(told: Incident) -> Incident:
    return replace(
        told,
        title=one_line(told.title),
        severity=one_line(told.severity),
        link=told.link.strip(),
    )


def _mistakes(told: Incident, now: datetime) -> Iterator[tuple[str, str]]:
    if not _ID.fullmatch(told.id):
        yield "id", "Give the tool's own id: letters, digits and inside it . _ : / # and -."
    for name in ("title", "severity"):
        if is_blank(getattr(told, name)):
            yield name, f"Give the {name} as your incident tool has it."
    if told.link and not is_link(told.link):
        yield "link", "Give a whole address that starts with https:// or http://."
    for name, limit in _LIMITS.items():
        problem = too_long(getattr(told, name), limit)
        if problem:
            yield name, problem
    yield from _times(told.began_at, told.ended_at, now)


def _times(
    began_at: datetime, ended_at: datetime | None, now: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong; what begins in the far future would lead the newest for good."""
    if began_at.tzinfo is None or (ended_at and ended_at.tzinfo is None):
        yield "began_at", "Say in which time zone: 2026-03-02T09:00+01:00."
    elif ended_at and ended_at < began_at:
        yield "ended_at", "An incident ends after it began."
    else:
        for name, moment in (("began_at", began_at), ("ended_at", ended_at)):
            if moment and not _FIRST <= moment <= now + _AHEAD:
                yield name, "Give a moment from 1970 on, and at most a day ahead of now."
