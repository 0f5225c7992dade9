"""How much waits for each of the senior people, who sign what nobody else may sign."""

from collections.abc import Mapping
from dataclasses import dataclass

from chatops.core.directory import Directory
from chatops.core.extent import seniors_in


@dataclass(frozen=True, slots=True)
class Queue:
    """So many open changes ask this person (directory id) for a sign-off."""

    person: str
    waiting: int


def seniors(directory: Directory) -> tuple[str, ...]:
    """Return the active people (directory ids) from level senior on."""
    levels = seniors_in(directory)
    people = (one for one in directory.people if one.active and not one.bot)
    return tuple(one.id for one in people if one.level.name in levels)


def longest_first(counts: Mapping[str, int]) -> tuple[Queue, ...]:
    """Return the queues of these people, the longest first, those as long by id."""
    queues = (Queue(person, count) for person, count in counts.items())
    return tuple(sorted(queues, key=lambda one: (-one.waiting, one.person)))
