"""Shortages: asks that all the people who could sign are too few for.

Which asks compete for the same people is found as in Hall's theorem: whoever could fill an empty
place fills one of theirs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from chatops.core.quorum import matched
from chatops.core.roster import Roster

Possible = tuple[tuple[str, ...], ...]
"""For each ask who signed it or could."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Asks (their places), everybody who could sign any of them, and how many people lack."""

    places: tuple[int, ...]
    people: tuple[str, ...]
    missing: int


def possible(found: Roster, *, at_most: int | None = None) -> Possible:
    """Return for each ask who signed it or could, the latter no more than `at_most`."""
    return tuple(
        (*found.signed[index], *islice(found.anybody(index), at_most))
        for index in range(len(found.asks))
    )


def filled(found: Roster, everybody: Possible) -> int:
    """Return how many places these people can fill at most."""
    return sum(map(len, matched(found.asks, everybody)))


def is_possible(found: Roster) -> bool:
    """Tell whether every place could be filled.

    As many people as there are places are enough of each ask: somebody is always left for it.
    """
    places = sum(ask.count for ask in found.asks)
    return filled(found, possible(found, at_most=places)) == places


def shortages(found: Roster, everybody: Possible) -> Iterator[Shortage]:
    """Yield every shortage once, in the order of the asks."""
    signers = matched(found.asks, everybody)
    told: set[int] = set()
    for index, ask in enumerate(found.asks):
        if index in told or len(signers[index]) >= ask.count:
            continue
        places = (index,) if ask.shared else _competing(index, found, everybody, signers)
        told.update(places)
        people = _union(everybody, places)
        yield Shortage(places, people, sum(found.asks[one].count for one in places) - len(people))


def _competing(
    index: int, found: Roster, everybody: Possible, signers: Possible
) -> tuple[int, ...]:
    places = {index}
    while True:
        people = set(_union(everybody, places))
        more = {
            other
            for other, ask in enumerate(found.asks)
            if not ask.shared and not people.isdisjoint(signers[other])
        }
        if more <= places:
            return tuple(sorted(places))
        places |= more


def _union(everybody: Possible, places: Iterable[int]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for index in sorted(places) for one in everybody[index]))
