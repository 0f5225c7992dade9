"""The shortest way to green: the smallest set of people whose sign-offs would complete a change.

Only they are mentioned. Among sets of the same size those win who are asked on this revision
already, so that people are not shuffled around, but for whoever was silent so long that others are
asked as well. Then come those in their working hours, with the fewest requests waiting for them
and the fewest signed in the last days. People who could sign the same asks are alike but for that,
so only how many of each kind are asked is tried out. Those to whom a sign-off was handed over come
before all that; whoever handed theirs over is asked only where it cannot be done without them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, combinations_with_replacement, islice

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.hand_over import holders
from chatops.core.hours import is_at_work
from chatops.core.quorum import matched
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of

_STRANGERS = 200  # people tried for an ask of anyone that owners and directors cannot fill
_TRIES = 2_000  # sets tried before the way is built person by person

Places = tuple[int, ...]
Rank = tuple[int, int, bool, int, int, str]
"""Whether it was handed over (-1 to them, 1 by them), whether they are asked on this revision
already (0; 1 they are not, 2 they are and were silent), outside working hours, other requests that
wait, approvals of the last days, directory id: the least is asked first."""


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
        return self.rank[-1]


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
    kinds, most = _nearest(found, wanted)
    least = max(ours - theirs for ours, theirs in zip(most, present, strict=True))
    chosen = _smallest(found, kinds, most, least) if least else ()
    return Way(tuple(one.name for one in chosen), complete=most == wanted)


def ranked(found: Roster, people: Iterable[str]) -> tuple[str, ...]:
    """Return these people (directory ids) in the order in which they would rather be asked."""
    held = _held(found)
    return tuple(sorted(dict.fromkeys(people), key=lambda one: _rank(found, one, held)))


def instead(found: Roster, silent: str, people: Iterable[str]) -> tuple[str, ...]:
    """Return the fewest of these people, in their order, who fill what the silent one would.

    The others who are asked are taken to sign; where the silent one adds nothing to them, they are
    not. Where these people cannot fill it all, nobody.
    """
    gone = _guest(found, silent)
    asked = tuple(_guest(found, one) for one in found.people.change.asked if one != silent)
    adds = _filled(found, (*asked, gone)) != _filled(found, asked)
    base = asked if adds else ()
    goal = _filled(found, (*base, gone))
    kinds: dict[Places, _Guest] = {}
    for one in (_guest(found, each) for each in people):
        kinds.setdefault(one.places, one)
    for size in range(1, len(gone.places) + 1):
        for some in islice(combinations(kinds.values(), size), _TRIES):
            if _filled(found, (*base, *some)) == goal:
                return tuple(one.name for one in some)
    return ()


def _guest(found: Roster, name: str) -> _Guest:
    return _Guest((0, 0, False, 0, 0, name), _could(found, name))


def _nearest(found: Roster, wanted: Places) -> tuple[_Kinds, Places]:
    """Return the nearest people who can fill all places, or else everybody, and what they fill."""
    held = _held(found)
    kinds, most = _Kinds(), _filled(found, ())
    for people in _circles(found, held):
        kinds = _kinds(found, people, held)
        most = _filled(found, _everybody(kinds))
        if most == wanted:
            break
    return kinds, most


def _circles(found: Roster, held: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield ever more people: without who handed over, with them, with strangers."""
    named = (*_named(found), *(one for one in held.values() if _lacks(found, one)))
    if held:
        yield tuple(one for one in named if one not in held)
    yield named
    yield (*named, *_strangers(found))


def _held(found: Roster) -> dict[str, str]:
    """Return who holds now what each person handed over."""
    return holders(found.people.change.hand_overs, lambda one: bool(_could(found, one)))


def _could(found: Roster, name: str) -> Places:
    person = found.people.facts.directory.find(name)
    indexes = range(len(found.asks)) if person else ()
    return tuple(index for index in indexes if person and found.could(index, person))


def _lacks(found: Roster, name: str) -> bool:
    return any(name not in found.counting[index] for index in _could(found, name))


def _named(found: Roster) -> Iterator[str]:
    for index in range(len(found.asks)):
        yield from found.candidates(index)


def _strangers(found: Roster) -> Iterator[str]:
    for index, ask in enumerate(found.asks):
        if ask.of_anyone:
            yield from islice(found.anybody(index), _STRANGERS)


def _kinds(found: Roster, people: Iterable[str], held: Mapping[str, str]) -> _Kinds:
    kinds = _Kinds()
    indexes = range(len(found.asks))
    for name in dict.fromkeys(people):
        could = _could(found, name)
        signed = tuple(index for index in indexes if name in found.signed[index])
        kinds.setdefault((could, signed), []).append(_Guest(_rank(found, name, held), could))
    for guests in kinds.values():
        guests.sort(key=lambda one: one.rank)
    return kinds


def _rank(found: Roster, name: str, held: Mapping[str, str]) -> Rank:
    handed = (name in held) - (name in held.values() and name not in held)
    people = found.people
    waiting = max(0, people.facts.waiting.get(name, 0) - (name in people.change.asked))
    outside = not is_at_work(name, people.facts, people.now)
    asked = _asked(people.change, name)
    return handed, asked, outside, waiting, people.facts.signed.get(name, 0), name


def _asked(change: Change, name: str) -> int:
    asked = change.silent
    if all(one.person != name for one in asked):
        return 1
    return 2 if any(one.instead_of == name for one in asked) else 0


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
    """Return the best of the smallest sets that fill the most, the best person first.

    Each of them contains those to whom it was handed over.
    """
    first = _heirs(found, kinds)
    kinds = {kind: [one for one in rest if one not in first] for kind, rest in kinds.items()}
    tries = 0
    for size in range(max(0, least - len(first)), len(_everybody(kinds)) + 1):
        best: tuple[_Guest, ...] | None = None
        for kind_of_each in combinations_with_replacement(kinds, size):
            tries += 1
            if tries > _TRIES:
                return best or _one_by_one(found, kinds, most, first)
            chosen = _best_of(kinds, Counter(kind_of_each), first)
            worth_it = chosen and (best is None or _cost(chosen) < _cost(best))
            if worth_it and _filled(found, chosen) == most:
                best = chosen
        if best:
            return best
    return ()


def _heirs(found: Roster, kinds: _Kinds) -> tuple[_Guest, ...]:
    """Return those to whom it was handed over, as far as each of them fills one more place."""
    heirs: tuple[_Guest, ...] = ()
    for one in sorted(_everybody(kinds), key=lambda one: one.rank):
        is_heir = one.rank[0] < 0
        if is_heir and _filled(found, (*heirs, one)) != _filled(found, heirs):
            heirs += (one,)
    return heirs


def _best_of(
    kinds: _Kinds, counts: Counter[tuple[Places, Places]], first: tuple[_Guest, ...]
) -> tuple[_Guest, ...]:
    """Return `first` and so many of each kind, the best first; nobody where there are too few."""
    if any(count > len(kinds[kind]) for kind, count in counts.items()):
        return ()
    chosen = (one for kind, count in counts.items() for one in kinds[kind][:count])
    return tuple(sorted((*first, *chosen), key=lambda one: one.rank))


def _cost(chosen: tuple[_Guest, ...]) -> tuple[tuple[int, ...], list[str]]:
    columns = zip(*(one.rank[:-1] for one in chosen), strict=True)
    return tuple(map(sum, columns)), sorted(one.name for one in chosen)


def _one_by_one(
    found: Roster, kinds: _Kinds, most: tuple[int, ...], first: tuple[_Guest, ...]
) -> tuple[_Guest, ...]:
    """Return a set that fills the most, each time with the person who fills most places."""
    chosen = first
    while _filled(found, chosen) != most:
        nexts = [next((one for one in rest if one not in chosen), None) for rest in kinds.values()]
        chosen += (
            min(
                (one for one in nexts if one),
                key=lambda one: (-sum(_filled(found, (*chosen, one))), one.rank),
            ),
        )
    return tuple(sorted(chosen, key=lambda one: one.rank))
