"""Somebody looks at the digest of a director's week as it is counted now; nothing is written."""

from dataclasses import replace
from datetime import datetime

from chatops.core.digest import Digest, Missing
from chatops.core.digest_making import digest
from chatops.core.extent import extent_of
from chatops.core.facts import Facts
from chatops.core.organisation import directors, reports_of, systems_of
from chatops.core.refused import Refused
from chatops.core.weeks import Week, last_week, week_of
from chatops.store.database import Reading
from chatops.usecases.house import House


def make_digest(
    house: House, director: str, label: str | None = None, *, version: int = 1
) -> Digest:
    """Return the digest of this week (such as `2026-W12`), or of the last one that is due.

    Raises `Refused`: cannot_tell while policy or directory cannot be read, unknown_person,
    no_director, and invalid_input for a week that is none or is not over.
    """
    with house.store.reading() as reading:
        now, zone = house.now(), house.facts_for((), reading, director).zone(director) or "UTC"
        systems = _organisation(director, house, reading)
        week, facts = _week(label, zone, now), _facts(systems, house, reading)
        extent = extent_of(systems, week, facts)
        figures = reading.counted(extent).figures()
        below = reports_of(director, facts.registry, facts.directory)
        unattested = reading.digests.unattested(below, week.label)
    missing = (Missing(one, of) for one, of in unattested)
    return digest(director, week, figures, extent, facts, now=now, version=version, missing=missing)


def _facts(systems: tuple[str, ...], house: House, reading: Reading) -> Facts:
    """Return the facts with what is stored of everybody; what waits for them counted to the end."""
    facts = house.facts_of_everybody(systems, reading)
    waiting = reading.queues([one.id for one in facts.directory.people])
    return replace(facts, waiting=waiting)


def _organisation(director: str, house: House, reading: Reading) -> tuple[str, ...]:
    """Return the systems that the director answers for."""
    facts = house.in_force(reading)
    facts.rules()
    person = facts.directory.get(director)
    systems = systems_of(director, facts.registry, facts.directory)
    if not systems:
        known = directors(facts.registry, facts.directory)
        sentence = f"{person.name} is director or VP of no system."
        mend = f" Who is: {', '.join(known)}." if known else " The directory names nobody who is."
        raise Refused("no_director", sentence + mend, field="director")
    return systems


def _week(label: str | None, zone: str, now: datetime) -> Week:
    if label is None:
        return last_week(now, zone)
    week = week_of(label, zone)
    if now < week.ends:
        sentence = f"{week.label} is not over. The last digest due: {last_week(now, zone).label}."
        raise Refused("invalid_input", sentence, field="week")
    return week
