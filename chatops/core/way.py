"""The shortest way to green: the smallest set of people whose sign-offs would complete a change.

Only they are mentioned. Among sets of the same size those win who are in their working hours and
have the fewest requests waiting for them already. People who could sign the same asks are alike
but for that, so only how many of each kind are asked is tried out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations_with_replacement, islice

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.hours import is_working
from chatops.core.quorum import matched
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of

_STRANGERS = 200  # people tried for an ask of anyone that owners and directors cannot fill
_TRIES = 2_000  # sets tried before the way is built person by person

Places = tuple[int, ...]
Rank = tuple[bool, int, str]
"""Outside working hours, other requests that wait, directory id: the least is asked first."""


@dataclass(frozen=True, slots=True)
class Way:
    """The people to ask, in order of preference; `complete` tells whether they would suffice."""

    people: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class _Guest:
    """Somebody who could be asked, and the places of the asks that they could sign."""

    rank: Rank
    places: Places

    @property
    def name(self) -> str:
        return self.rank[2]


_Kinds = dict[tuple[Places, Places], list[_Guest]]
"""Guests by the asks that they could sign and those that they have signed, the best first."""


def shortest_way(change: Change, facts: Facts, now: datetime) -> Way:
    """Return the smallest set of people who would complete the sign-offs; nobody where none lacks.

    Where nobody could complete them it is the smallest set that fills as many places as can be
    filled. What cannot be judged has no way.
    """
    try:
        return way_in(roster_of(change, facts, now))
    except Refused:
        return Way((), complete=False)


def way_in(found: Roster) -> Way:
    """Return it for a roster that is made already."""
    wanted, present = _wanted(found), _filled(found, ())
    if present == wanted:
        return Way((), complete=True)
    kinds = _kinds(found, _named(found))
    most = _filled(found, _everybody(kinds))
    if most != wanted:
        kinds = _kinds(found, (*_named(found), *_strangers(found)))
        most = _filled(found, _everybody(kinds))
    least = max(ours - theirs for ours, theirs in zip(most, present, strict=True))
    chosen = _smallest(found, kinds, most, least) if least else ()
    return Way(tuple(one.name for one in chosen), complete=most == wanted)


def _named(found: Roster) -> Iterator[str]:
    for index in range(len(found.asks)):
        yield from found.candidates(index)


def _strangers(found: Roster) -> Iterator[str]:
    for index, ask in enumerate(found.asks):
        if ask.of_anyone:
            yield from islice(found.anybody(index), _STRANGERS)


def _kinds(found: Roster, people: Iterable[str]) -> _Kinds:
    directory, kinds = found.people.facts.directory, _Kinds()
    indexes = range(len(found.asks))
    for name in dict.fromkeys(people):
        person = directory.get(name)
        could = tuple(index for index in indexes if found.could(index, person))
        signed = tuple(index for index in indexes if name in found.signed[index])
        kinds.setdefault((could, signed), []).append(_Guest(_rank(found, name), could))
    for guests in kinds.values():
        guests.sort(key=lambda one: one.rank)
    return kinds


def _rank(found: Roster, name: str) -> Rank:
    people = found.people
    others = people.facts.waiting.get(name, 0) - (name in people.change.asked)
    return not is_working(people.facts.zone(name), people.now), max(0, others), name


def _everybody(kinds: _Kinds) -> tuple[_Guest, ...]:
    return tuple(one for guests in kinds.values() for one in guests)


def _wanted(found: Roster) -> tuple[int, ...]:
    """Return how many places there are: of asks that share nobody, then of each shared one."""
    exclusive = sum(ask.count for ask in found.asks if not ask.shared)
    return exclusive, *(ask.count for ask in found.asks if ask.shared)


def _filled(found: Roster, guests: tuple[_Guest, ...]) -> tuple[int, ...]:
    """Return how many of the places were filled if these people approved now."""
    asked = {one.name for one in guests}
    signed = [
        [
            *(one for one in signers if one not in asked),
            *(one.name for one in guests if index in one.places),
        ]
        for index, signers in enumerate(found.signed)
    ]
    signers = list(zip(found.asks, matched(found.asks, signed), strict=True))
    exclusive = sum(len(names) for ask, names in signers if not ask.shared)
    return exclusive, *(len(names) for ask, names in signers if ask.shared)


def _smallest(
    found: Roster, kinds: _Kinds, most: tuple[int, ...], least: int
) -> tuple[_Guest, ...]:
    """Return the best of the smallest sets that fill the most, the best person first."""
    tries = 0
    for size in range(least, len(_everybody(kinds)) + 1):
        best: tuple[_Guest, ...] | None = None
        for kind_of_each in combinations_with_replacement(kinds, size):
            tries += 1
            if tries > _TRIES:
                return best or _one_by_one(found, kinds, most)
            chosen = _best_of(kinds, Counter(kind_of_each))
            worth_it = chosen and (best is None or _cost(chosen) < _cost(best))
            if worth_it and _filled(found, chosen) == most:
                best = chosen
        if best:
            return best
    return ()


def _best_of(kinds: _Kinds, counts: Counter[tuple[Places, Places]]) -> tuple[_Guest, ...]:
    """Return the first so many of each kind, the best first; nobody where there are too few."""
    if any(count > len(kinds[kind]) for kind, count in counts.items()):
        return ()
    chosen = (one for kind, count in counts.items() for one in kinds[kind][:count])
    return tuple(sorted(chosen, key=lambda one: one.rank))


def _cost(chosen: tuple[_Guest, ...]) -> tuple[int, int, list[str]]:
    outside = sum(one.rank[0] for one in chosen)
    return outside, sum(one.rank[1] for one in chosen), sorted(one.name for one in chosen)


def _one_by_one(found: Roster, kinds: _Kinds, most: tuple[int, ...]) -> tuple[_Guest, ...]:
    """Return a set that fills the most, each time with the person who fills most places."""
    chosen: tuple[_Guest, ...] = ()
    while _filled(found, chosen) != most:
        nexts = [next((one for one in rest if one not in chosen), None) for rest in kinds.values()]
        chosen += (
            min(
                (one for one in nexts if one),
                key=lambda one: (-sum(_filled(found, (*chosen, one))), one.rank),
            ),
        )
    return tuple(sorted(chosen, key=lambda one: one.rank))
