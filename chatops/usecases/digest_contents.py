"""All that a digest was counted from: the changes behind each number, and their audit trails."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from chatops.core.digest import Digest, Figure
from chatops.core.digest_list import Listed, Told
from chatops.core.extent import extent_of
from chatops.core.listing import listed
from chatops.core.weeks import week_of
from chatops.reports.sentences import sentence
from chatops.store.database import Reading
from chatops.usecases.house import House

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """The keys behind each figure, each change once by its key, and trails of the first ones."""

    lists: Mapping[Figure, tuple[str, ...]]
    changes: Mapping[str, Listed]
    trails: Mapping[str, tuple[Told, ...]]


def digest_contents(house: House, digest: Digest, *, trails: int = 0) -> Contents:
    """Return the changes of a digest, in the order of their numbers, at most `trails` with theirs.

    They are those that were opened in the week, and those behind any number. A trail is what
    stands in it now.
    """
    with house.store.reading() as reading:
        facts = house.facts_of_everybody(digest.systems, reading)
        extent = extent_of(digest.systems, week_of(digest.week, digest.zone), facts)
        behind = reading.counted(extent).lists()
        every = sorted({key for keys in behind.values() for key in keys}, key=_number)
        changes = {one.key: one for one in _rows(digest, every, reading)}
        told = dict(_trails(house, tuple(islice(changes, trails)), reading))
    lists = {one: behind.get((one.count, one.of), ()) for one in digest.figures.figures}
    return Contents(lists, changes, told)


def _rows(digest: Digest, keys: list[str], reading: Reading) -> Iterator[Listed]:
    for place in range(0, len(keys), _BATCH):
        some = keys[place : place + _BATCH]
        states = reading.digests.states(some, digest.ends)
        for change in reading.several(some):
            yield listed(change, states[change.key], digest.ends)


def _trails(
    house: House, keys: tuple[str, ...], reading: Reading
) -> Iterator[tuple[str, tuple[Told, ...]]]:
    name_of = house.facts().directory.name_of
    for key in keys:
        entries = reading.entries(key)
        yield key, tuple(Told(one.at, sentence(one, name_of)) for one in entries)


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])
