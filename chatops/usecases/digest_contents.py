"""All that a digest was counted from: the changes behind each number, and their audit trails.

What people did in 90 days stands behind some numbers: changes that are behind no other number are
not of the week, and come last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from chatops.core.digest import DAILY, OF_90_DAYS, Count, Digest, Figure
from chatops.core.digest_list import Listed, Told
from chatops.core.digest_making import counted_over
from chatops.core.listing import listed
from chatops.core.named import systems_named
from chatops.core.weeks import days_of
from chatops.reports.sentences import sentence
from chatops.store.database import Reading
from chatops.store.digest_lists import Lists
from chatops.usecases.house import House

Keys = tuple[str, ...]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """The keys behind each figure, each change once by its key, and trails of the first ones.

    `week` are the keys of all changes of the week, of which `changes` holds the first; `days` are
    those behind the numbers of each local day (ISO 8601 date).
    """

    lists: Mapping[Figure, Keys]
    changes: Mapping[str, Listed]
    trails: Mapping[str, tuple[Told, ...]]
    week: Keys
    days: Mapping[tuple[Count, str], Keys]

    def only(self, seen: frozenset[str]) -> "Contents":
        """Return what there is to be told to somebody who may see only these of `changes`.

        Of others nobody looked at who may see them: they are in no list, and counted in the week.
        """
        return Contents(
            {one: _among(keys, seen) for one, keys in self.lists.items()},
            {key: row for key, row in self.changes.items() if key in seen},
            {key: told for key, told in self.trails.items() if key in seen},
            tuple(key for key in self.week if key in seen or key not in self.changes),
            {one: _among(keys, seen) for one, keys in self.days.items()},
        )


def digest_contents(
    house: House, digest: Digest, *, most: int, trails: int = 0, habits: bool = False
) -> Contents:
    """Return the changes of a digest, at most so many, and of the first `trails` theirs.

    They are those that were opened, decided, moved or owed in the week, in the order of their
    numbers; with `habits` those behind the numbers of 90 days follow. A trail is what stands in it
    now.
    """
    with house.store.reading() as reading:
        behind = _behind(digest, reading)
        week = _ordered(keys for one, keys in behind.items() if one[0] not in OF_90_DAYS)
        others = _ordered(behind.values()) if habits else ()
        shown = tuple(islice(dict.fromkeys((*week, *others)), most))
        changes = {one.key: one for one in _rows(digest, shown, reading)}
        told = dict(_trails(house, tuple(islice(changes, trails)), reading))
        figures = digest.figures.figures
        lists = {one: tuple(behind.get((one.count, one.of), ())) for one in figures}
        days = dict(_days(digest, lists, reading)) if habits else {}
    return Contents(lists, changes, told, week, days)


def _among(keys: Keys, seen: frozenset[str]) -> Keys:
    return tuple(key for key in keys if key in seen)


def _behind(digest: Digest, reading: Reading) -> Lists:
    """Return what was counted when it was sent; of a preview what is counted now."""
    sent = reading.digests.find(digest.director, digest.week, digest.version)
    if sent is not None and sent[0].made_at == digest.made_at:
        return reading.digests.lists(digest.director, digest.week, digest.version)
    return reading.counted(counted_over(digest)).everything()[1]


def _ordered(lists: Iterable[Iterable[str]]) -> Keys:
    return tuple(sorted({key for keys in lists for key in keys}, key=_number))


def _rows(digest: Digest, keys: Sequence[str], reading: Reading) -> Iterator[Listed]:
    for place in range(0, len(keys), _BATCH):
        some = keys[place : place + _BATCH]
        states = reading.digests.states(some, digest.ends)
        found = {one.key: one for one in reading.several(some)}
        for key in filter(found.get, some):
            yield listed(found[key], states[key], digest.ends)


def _days(
    digest: Digest, lists: Mapping[Figure, Keys], reading: Reading
) -> Iterator[tuple[tuple[Count, str], Keys]]:
    for figure, keys in lists.items():
        if figure.of or figure.count not in DAILY:
            continue
        for day, begins, ends in days_of(digest.begins, digest.ends, digest.zone):
            yield (figure.count, day), reading.digests.on_day(figure.count, keys, begins, ends)


def _trails(
    house: House, keys: tuple[str, ...], reading: Reading
) -> Iterator[tuple[str, tuple[Told, ...]]]:
    facts = house.facts()
    name_of, system_of = facts.directory.name_of, systems_named(facts)
    for key in keys:
        entries = reading.entries(key)
        yield key, tuple(Told(one.at, sentence(one, name_of, system_of)) for one in entries)


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])
