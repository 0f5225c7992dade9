"""Somebody is away, and names who acts in their place; or is back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.absence import Absence
from chatops.core.events import AbsenceSet
from chatops.core.facts import Facts
from chatops.core.refused import Refused

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Away:
    """`until` is exclusive; None means back. `set_by` is the person or `operator:NAME`."""

    person: str
    until: datetime | None
    delegate: str | None
    set_by: str


def away(command: Away, facts: Facts, now: datetime) -> tuple[Absence, AbsenceSet]:
    """Return the absence and its event; raise `Refused` for one that cannot be.

    The delegate is of at least the same level, and there. Whether they may sign is judged again
    for each change.
    """
    person = facts.directory.get(command.person)
    until = command.until or now
    if command.until is not None and not now < until <= now + LONGEST:
        sentence = "Name a day that is still to come, within a year, as YYYY-MM-DD."
        raise Refused("invalid_input", sentence, field="until")
    delegate = facts.directory.get(command.delegate) if command.delegate else None
    if delegate is not None:
        problem = _unfit(delegate.id, command, facts, now)
        if delegate.level < person.level:
            problem = (
                f"{delegate.name} is {delegate.level.name}, below {person.name}'s "
                f"{person.level.name}; a delegate is of at least the same level"
            )
        if problem:
            raise Refused("unfit_delegate", f"{problem}. Name somebody else.", field="delegate")
    named = delegate.id if delegate and command.until else None  # who is back has none
    absence = Absence(person.id, until, named, command.set_by)
    told = until.isoformat() if command.until else ""
    return absence, AbsenceSet(person.id, told, named or "", command.set_by)


def _unfit(delegate_id: str, command: Away, facts: Facts, now: datetime) -> str:
    delegate = facts.directory.get(delegate_id)
    if delegate_id == command.person:
        return "Nobody is their own delegate"
    if delegate.bot or not delegate.active:
        return f"{delegate.name} {facts.unfit(delegate)}"
    standing = facts.standings.get(delegate_id)
    if standing is not None and standing.reason:
        return f"{delegate.name} {standing.reason}"
    if facts.absence(delegate_id, now) is not None:
        return f"{delegate.name} is away too"
    return ""
