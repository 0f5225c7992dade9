"""Habits that an auditor looks at: people who only approve each other, and who never reject.

Changes are counted, not words: who approves one again and again approved one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from chatops.core.digest import Pair
from chatops.core.extent import OFTEN, PAIRED


@dataclass(frozen=True, slots=True)
class Gave:
    """Somebody approved the change with that key, which `requester` had asked for."""

    person: str
    requester: str
    key: str


def pairs(gave: AbstractSet[Gave]) -> tuple[Pair, ...]:
    """Return the pairs of whom each approved several changes of the other and of nobody else."""
    loyal = _loyal(gave)
    return tuple(
        Pair(one, other, len(keys), len(loyal[other][1]))
        for one, (other, keys) in sorted(loyal.items())
        if one < other and loyal.get(other, ("",))[0] == one
    )


def paired(gave: AbstractSet[Gave]) -> Iterator[tuple[str, str]]:
    """Yield the pairs ("one other"), each with every change that was approved."""
    loyal = _loyal(gave)
    for pair in pairs(gave):
        for person in (pair.one, pair.other):
            yield from ((f"{pair.one} {pair.other}", key) for key in loyal[person][1])


def never(gave: AbstractSet[Gave], rejecters: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield who approved often and rejected nothing, each with every change that was approved."""
    approved: dict[str, list[str]] = defaultdict(list)
    for one in gave:
        approved[one.person].append(one.key)
    for person, keys in approved.items():
        if len(keys) >= OFTEN and person not in rejecters:
            yield from ((person, key) for key in keys)


def _loyal(gave: AbstractSet[Gave]) -> dict[str, tuple[str, list[str]]]:
    """Return who approved several changes, all of one requester: of whom, and which."""
    of: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in gave:
        of[one.person][one.requester].append(one.key)
    loyal = {}
    for person, asked in of.items():
        requester, keys = next(iter(asked.items()))
        if len(asked) == 1 and len(keys) >= PAIRED:
            loyal[person] = (requester, keys)
    return loyal
