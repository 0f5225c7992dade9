"""The smallest mend of a shortage: somebody who is away, or whom to add where.

Everybody it names was tried out: with them as many more places could be filled.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice

from chatops.core.asks import Ask
from chatops.core.policy import DIRECTOR
from chatops.core.roster import Roster
from chatops.core.shortage import Possible, Shortage, filled

_NAMED = 3  # people to choose from
_TRIED = 200  # people of the directory


def mend(shortage: Shortage, found: Roster, everybody: Possible) -> str:
    """Say what would end the shortage with the least done: one sentence or two."""
    away = _who_help(_away(shortage, found), found, everybody, shortage.missing)
    if len(away) >= shortage.missing:
        return _come_back(away, shortage.missing, found)
    place = min(shortage.places, key=lambda index: _order(found.asks[index]))
    others = islice(_others(place, found, everybody), _TRIED)
    offers = ((one, (place,)) for one in others)
    joining = _who_help(offers, found, everybody, shortage.missing)
    return _add(found.asks[place], joining, shortage.missing, found)


def listed(names: list[str]) -> str:
    """Return names as a person reads them: `Ana, Cleo and Dan`."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _who_help(
    candidates: Iterable[tuple[str, tuple[int, ...]]],
    found: Roster,
    everybody: Possible,
    missing: int,
) -> list[str]:
    """Return people who fill a place more: a few to choose one from, or as many as are missing."""
    helping: list[str] = []
    before = filled(found, everybody)
    for name, places in candidates:
        joined = tuple(
            (*names, name) if index in places else names for index, names in enumerate(everybody)
        )
        if filled(found, joined) == before:
            continue
        helping.append(name)
        if missing > 1:
            everybody, before = joined, before + 1
        if len(helping) == max(missing, _NAMED if missing == 1 else 0):
            break
    return helping


def _away(shortage: Shortage, found: Roster) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield people who are away, and the asks that they could sign if they were there."""
    people = found.people
    for name in sorted(people.facts.absences):
        person = people.facts.directory.find(name)
        if person is None or people.facts.absence(name, people.now) is None:
            continue
        places = tuple(
            index for index in shortage.places if people.could_sign(found.asks[index], person)
        )
        if places and name not in shortage.people:
            yield name, places


def _come_back(away: list[str], missing: int, found: Roster) -> str:
    people = found.people
    names = [people.facts.directory.name_of(one) for one in away]
    if len(away) == 1:
        absence = people.facts.absences[away[0]]
        until = f"{absence.until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{names[0]} is away until {until} and can come back or name a delegate."
    who = "one of them" if missing == 1 else "all of them"
    return f"{listed(names)} are away; {who} can come back or name a delegate."


def _others(place: int, found: Roster, everybody: Possible) -> Iterator[str]:
    """Yield people of the directory who could sign this ask if it named them."""
    people, ask, known = found.people, found.asks[place], set(everybody[place])
    for one in people.facts.directory.people:
        is_new = one.id not in known and not ask.names(one.id)
        is_there = people.facts.absence(one.id, people.now) is None
        if is_new and is_there and people.is_free(one) and people.reaches(one.level, ask):
            yield one.id


def _add(ask: Ask, joining: list[str], missing: int, found: Roster) -> str:
    """Say whom to add where; without names where nobody of the directory would help."""
    directory = found.people.facts.directory
    names = [directory.name_of(one) for one in joining]
    who = _chosen(names, missing) if len(names) >= missing else _people(ask, missing)
    kind, _, name = min(ask.sources, key=_kind).partition(":")
    match kind:
        case "team":
            return f"Add {who} to {directory.team_name(name)}."
        case "group":
            return f"Add {who} to the Slack group {name}."
        case "on_call":
            return f"Put {who} on call for {directory.team_name(name)}."
        case "person" if DIRECTOR in ask.requirement.sources:
            return f"Name {who} as director."
        case "person":
            return f"Name {who} in the policy."
        case _:
            return f"Add {who} to the directory."


_EASIEST_FIRST = ("team", "group", "on_call", "person")


def _kind(source: str) -> int:
    kind = source.partition(":")[0]
    return _EASIEST_FIRST.index(kind) if kind in _EASIEST_FIRST else len(_EASIEST_FIRST)


def _order(ask: Ask) -> int:
    return min(map(_kind, ask.sources))


def _chosen(names: list[str], missing: int) -> str:
    if missing == 1 and len(names) > 1:
        return f"one of {', '.join(names)}"
    return listed(names)


def _people(ask: Ask, missing: int) -> str:
    level = ask.requirement.min_level
    if missing == 1:
        return f"1 person{f' who is {level} or above' if level else ''}"
    return f"{missing} people{f' who are {level} or above' if level else ''}"
