"""Names in the policy: none twice, and none that the directory or the registry does not know."""

from collections.abc import Iterator
from difflib import get_close_matches

from chatops.core.directory import Directory
from chatops.core.systems import Registry
from chatops.files.document import Misplaced
from chatops.files.policy_model import PolicyModel, SignOffsModel, WhenModel


def repeated_names(policy: PolicyModel) -> Iterator[Misplaced]:
    """Yield rules and requirements whose name is taken; a requirement's counts file-wide."""
    rules: set[str] = set()
    lines: set[str] = set()
    for number, rule in enumerate(policy.rules):
        place = ("rules", number)
        if rule.name in rules:
            yield Misplaced((*place, "name"), f"Two rules are named “{rule.name}”. Rename one.")
        rules.add(rule.name)
        for index, line in enumerate(rule.require):
            if line.name in lines:
                sentence = f"Two requirements are named “{line.name}”. Rename one."
                yield Misplaced((*place, "require", index, "name"), sentence)
            lines.add(line.name)


def mistaken_names(
    policy: PolicyModel, directory: Directory | None, registry: Registry | None
) -> Iterator[Misplaced]:
    """Yield the levels, teams, people, systems, tiers and environments that nobody knows."""
    for number, rule in enumerate(policy.rules):
        place = ("rules", number)
        if registry is not None:
            yield from _in_registry(rule.when, (*place, "when"), registry)
        if directory is None:
            continue
        yield from _level(
            rule.when.contributor_below, (*place, "when", "contributor_below"), directory
        )
        for index, line in enumerate(rule.require):
            if isinstance(line, SignOffsModel):
                yield from _in_directory(line, (*place, "require", index), directory)


def _in_registry(
    when: WhenModel, place: tuple[int | str, ...], registry: Registry
) -> Iterator[Misplaced]:
    for index, system in enumerate(when.system):
        if registry.find(system) is None:
            yield Misplaced((*place, "system", index), registry.unknown(system))
    environments = {name for one in registry.systems for name in one.environments}
    for index, name in enumerate(when.environment):
        if name not in environments:
            sentence = f"No system has an environment “{name}”.{_near(name, environments)}"
            yield Misplaced((*place, "environment", index), sentence)


def _in_directory(
    line: SignOffsModel, place: tuple[int | str, ...], directory: Directory
) -> Iterator[Misplaced]:
    yield from _level(line.min_level, (*place, "min_level"), directory)
    teams = {one.id for one in directory.teams}
    people = {one.id for one in directory.people}
    for index, source in enumerate(line.sources):
        kind, _, name = source.partition(":")
        known = {"team": teams, "person": people}.get(kind)
        if known is not None and name not in known:
            sentence = f"There is no {kind} “{name}” in the directory.{_near(name, known)}"
            yield Misplaced((*place, "from", index), sentence)


def _level(
    name: str | None, place: tuple[int | str, ...], directory: Directory
) -> Iterator[Misplaced]:
    if name is not None and directory.level(name) is None:
        ladder = ", ".join(one.name for one in directory.levels)
        sentence = f"There is no level “{name}”. The directory's levels are {ladder}."
        yield Misplaced(place, sentence)


def _near(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f" Did you mean “{near[0]}”?" if near else " Add it there, or remove it here."
