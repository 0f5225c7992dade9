"""Events of time passing: reminders, escalation, the last call, and weekly digests."""

from datetime import datetime
from typing import assert_never

from chatops.core.change import Change
from chatops.core.chase import Rung
from chatops.core.events_chase import (
    ChaseEvent,
    Escalated,
    ObligationReminded,
    Reminded,
    ScheduleMoved,
)
from chatops.core.events_digest import (
    AttestationReminded,
    DigestAttested,
    DigestEvent,
    DigestSent,
)
from chatops.core.facts import Facts
from chatops.core.obligation import Owed
from chatops.core.sources import director_of
from chatops.slack.views import rich
from chatops.slack.views.rich import Element
from chatops.slack.views.text import joined, one_line
from chatops.slack.views.told_talk import names

Elements = tuple[Element, ...]
_WHY, _WEEK, _DIGITS, _TEAM, _TEAMS = 200, 20, 12, 60, 3
_OWED = {
    Owed.REVIEW.value: "the follow-up review of {}'s break-glass",
    Owed.CONDITION.value: "a condition of {}",
}


def of_time(event: ChaseEvent | DigestEvent, change: Change | None, facts: Facts) -> Elements:
    """Return the sentence; `change` is what it is about, where that is known."""
    if isinstance(event, ChaseEvent):
        return _of_chase(event, change, facts)
    return _of_digest(event, facts)


def teams_of(change: Change, person: str, facts: Facts) -> tuple[str, ...]:
    """Return the names of the change's teams which this person manages or directs."""
    found: dict[str, str] = {}
    for system in filter(None, map(facts.registry.find, change.present.systems)):
        team = facts.directory.team(system.team)
        if team and person in {team.manager, director_of(system, facts.directory)}:
            found[team.id] = one_line(team.name, _TEAM)
    return tuple(found.values())[:_TEAMS]


def _of_chase(event: ChaseEvent, change: Change | None, facts: Facts) -> Elements:
    match event:
        case Reminded():
            return _reminded(event, facts)
        case Escalated():
            return (rich.text(_escalated(event, change, facts)),)
        case ScheduleMoved():
            return _moved(event, facts)
        case ObligationReminded():
            what = _OWED.get(event.owed, "what {} owes").format(event.key)
            told = f"Reminded {names(event.people, facts)}: {what} is still open, due "
            return (rich.text(told), _moment(event.due_at), rich.text("."))
        case _:
            assert_never(event)


def _of_digest(event: DigestEvent, facts: Facts) -> Elements:
    name, week = rich.name(facts.directory, event.director), one_line(event.week, _WEEK)
    match event:
        case DigestSent(version=1):
            return (rich.text(f"The audit digest of {name} for week {week} was sent."),)
        case DigestSent():
            by = rich.name(facts.directory, event.by)
            told = f"{by} sent version {event.version} of the audit digest of {name} for week "
            return (rich.text(f"{told}{week}, corrected."),)
        case DigestAttested():
            told = f"{name} has audited week {week}, as version {event.version} of its digest "
            digits = one_line(event.hash[:_DIGITS], _DIGITS)
            return (rich.text(f"{told}({digits}) tells it."),)
        case AttestationReminded():
            return (rich.text(f"The audit digest for week {week} waits for {name}'s attestation."),)
        case _:
            assert_never(event)


def _reminded(event: Reminded, facts: Facts) -> Elements:
    people = names(event.people, facts)
    if not event.last:
        their = "sign-off" if len(event.people) == 1 else "sign-offs"
        return (rich.text(f"Reminded {people}: {event.key} waits for their {their}."),)
    told = f"; {people} {'is' if len(event.people) == 1 else 'are'} told."
    called = rich.text(f"⏰ Last call: {event.key} expires ")
    return (called, _moment(event.expires_at), rich.text(told if event.people else "."))


def _escalated(event: Escalated, change: Change | None, facts: Facts) -> str:
    silent = f"Nobody can be asked to sign {event.key}"
    if event.people:
        silent = f"No answer from {names(event.people, facts)} about {event.key}"
    people = names(event.to, facts)
    if not event.to:
        return f"{silent}, and there is nobody else to ask."
    if event.rung == Rung.OTHERS:
        verb = "is" if len(event.to) == 1 else "are"
        return f"{silent}, so {people} {verb} asked as well."
    teams = joined(teams_of(change, event.to[0], facts)) if change else ""
    role = "manages" if event.rung == Rung.MANAGER else "directs"
    who = f", who {role} {teams}," if teams and len(event.to) == 1 else ""
    return f"{silent}, so {people}{who} {'was' if len(event.to) == 1 else 'were'} told."


def _moved(event: ScheduleMoved, facts: Facts) -> Elements:
    why = one_line(event.why, _WHY).rstrip(".")
    name = rich.name(facts.directory, event.person) if event.person else ""
    if not event.to:
        of = f"{name} gets no further reminder" if name else "There is no further reminder"
        return (rich.text(f"{of} of {event.key}: {why}."),)
    of = f"The next reminder of {name} about {event.key}" if name else f"What {event.key} is due"
    return (rich.text(f"{of} moved to "), _moment(event.to), rich.text(f": {why}."))


def _moment(written: str) -> Element:
    return rich.moment(datetime.fromisoformat(written))
