"""What is wrong with the policy and the directory."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from chatops.core.check import Check, Health
from chatops.core.directory import Directory
from chatops.core.systems import Registry
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from chatops.files.policy import read_policy_file
from chatops.files.reach import warned


def examine_files(policy: Path, directory: Path, now: datetime | None = None) -> Iterator[Check]:
    """Yield a check for each file, and one for each warning about the policy.

    Windows that are over at `now` are warned about where it is given.
    """
    try:
        people, registry = read_directory(directory)
    except Unreadable as error:
        yield Check("directory", Health.FAIL, error.sentence, "chatops directory check")
        yield from _policy(policy, None, None, now)
        return
    sentence = f"{len(people.people)} people, {len(registry.systems)} systems."
    yield Check("directory", Health.OK, sentence)
    yield from _policy(policy, people, registry, now)


def _policy(
    path: Path, people: Directory | None, registry: Registry | None, now: datetime | None
) -> Iterator[Check]:
    try:
        file = read_policy_file(path, people, registry)
    except Unreadable as error:
        yield Check("policy", Health.FAIL, error.sentence, "chatops policy check")
        return
    policy = file.policy
    yield Check("policy", Health.OK, f"{len(policy.rules)} rules, digest {policy.digest[:12]}.")
    if people is not None and registry is not None:
        for warning in warned(file, people, registry, now):
            yield Check("policy", Health.WARN, warning.of(file.name))
