"""Warnings about a policy that loads and still is not what somebody can have meant.

Rules that can never match, requirements that nobody could ever meet or that add nothing, and
systems whose changes could not be judged; found before a change waits for them.
"""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.core.systems import Registry
from chatops.files.document import Misplaced
from chatops.files.mistakes import Mistake
from chatops.files.policy import PolicyFile
from chatops.files.reach_cover import uncovered
from chatops.files.reach_glass import short_of_breakers
from chatops.files.reach_people import endless_waits, short_of_people
from chatops.files.reach_rules import idle_rules, idle_windows
from chatops.files.reach_shadow import shadowed


def warned(
    file: PolicyFile, directory: Directory, registry: Registry, now: datetime | None = None
) -> tuple[Mistake, ...]:
    """Return every warning with its line, in the file's order; `now` as for `warnings`."""
    found = warnings(file.policy, directory, registry, now)
    return tuple(sorted({Mistake(file.line(one.place), one.sentence) for one in found}))


def warnings(
    policy: Policy, directory: Directory, registry: Registry, now: datetime | None = None
) -> Iterator[Misplaced]:
    """Yield what is to be mended, each with its place in the file.

    Windows that are over are warned about where `now` is given.
    """
    facts = Facts(directory, registry, policy)
    yield from idle_rules(facts, policy, now)
    yield from idle_windows(registry, policy)
    yield from short_of_people(facts, policy, now)
    yield from endless_waits(facts, policy, now)
    yield from shadowed(policy, directory, registry)
    yield from short_of_breakers(facts, policy)
    yield from uncovered(policy, registry)
