"""What is wrong with the policy and the directory."""

from collections.abc import Iterator
from pathlib import Path

from chatops.core.check import Check, Health
from chatops.core.directory import Directory
from chatops.core.systems import Registry
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from chatops.files.policy import read_policy
from chatops.files.reach import warnings


def examine_files(policy: Path, directory: Path) -> Iterator[Check]:
    """Yield a check for each file, and one for each rule that cannot be met."""
    try:
        people, registry = read_directory(directory)
    except Unreadable as error:
        yield Check("directory", Health.FAIL, error.sentence, "chatops directory check")
        yield from _policy(policy, None, None)
        return
    sentence = f"{len(people.people)} people, {len(registry.systems)} systems."
    yield Check("directory", Health.OK, sentence)
    yield from _policy(policy, people, registry)


def _policy(path: Path, people: Directory | None, registry: Registry | None) -> Iterator[Check]:
    try:
        read = read_policy(path, people, registry)
    except Unreadable as error:
        yield Check("policy", Health.FAIL, error.sentence, "chatops policy check")
        return
    yield Check("policy", Health.OK, f"{len(read.rules)} rules, digest {read.digest[:12]}.")
    if people is not None and registry is not None:
        for warning in warnings(read, people, registry):
            yield Check("policy", Health.WARN, warning)
