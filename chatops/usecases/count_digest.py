"""A director's week is counted, each number with its changes, to be sent; nothing is written."""

from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter

from chatops.core.digest import Digest, Missing
from chatops.core.digest_json import digest_of
from chatops.core.digest_making import digest
from chatops.core.extent import extent_of
from chatops.core.facts import Facts
from chatops.core.organisation import directors, reports_of, systems_of
from chatops.core.refused import Refused
from chatops.core.weeks import Week, following, last_week, week_of
from chatops.store.counted import Lists
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.policies_in_force import policies_in_force

_ALL = 100_000


@dataclass(frozen=True, slots=True)
class Made:
    """A digest, and the changes behind each of its numbers."""

    digest: Digest
    lists: Lists


def count_digest(
    house: House, director: str, label: str | None = None, *, version: int = 1
) -> Made:
    """Return the digest of this week (such as `2026-W12`), or of the last one that is due.

    Raises `Refused`: cannot_tell while policy or directory cannot be read, unknown_person,
    no_director, and invalid_input for a week that is none or is not over.
    """
    with house.store.reading() as reading:
        now, zone = house.now(), house.facts_for((), reading, director).zone(director) or "UTC"
        systems = _organisation(director, house, reading)
        week, facts = _week(director, label, zone, now, reading), _facts(systems, house, reading)
        extent = extent_of(systems, week, facts, policies_in_force(house, week, reading))
        figures, lists = reading.counted(extent).everything()
        missing = _missing(director, week, facts, reading)
    made = digest(director, week, figures, extent, facts, now=now, version=version, missing=missing)
    return Made(made, lists)


def _missing(director: str, week: Week, facts: Facts, reading: Reading) -> tuple[Missing, ...]:
    """Return what nobody attested of those below: now, or when theirs was made."""
    below = reports_of(director, facts.registry, facts.directory)
    found = {
        *reading.digests.unattested(below, week.label, limit=_ALL),
        *reading.digests.unattested_below(director, week.label),
    }
    newest_first = sorted(sorted(found), key=itemgetter(1), reverse=True)
    return tuple(Missing(one, of) for one, of in newest_first)


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


def _week(director: str, label: str | None, zone: str, now: datetime, reading: Reading) -> Week:
    """Return the week; one that was told stays as it was told, whatever zone they moved to."""
    week = last_week(now, zone) if label is None else week_of(label, zone)
    told = reading.digests.find(director, week.label)
    if told is not None:
        before = digest_of(told[1])
        return Week(before.week, before.zone, before.begins, before.ends)
    text = reading.digests.before(director, week.label)
    week = following(week, digest_of(text).ends) if text else week
    if now < week.ends:
        sentence = f"{week.label} is not over. The last digest due: {last_week(now, zone).label}."
        raise Refused("invalid_input", sentence, field="week")
    return week
