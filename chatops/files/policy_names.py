"""Names in the policy: none twice, and none that the directory or the registry does not know."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from chatops.core.directory import Directory
from chatops.core.systems import Registry
from chatops.files.document import Misplaced, Place
from chatops.files.policy_model import PolicyModel, SignOffsModel

Named = tuple[Place, str]


def repeated_names(policy: PolicyModel) -> Iterator[Misplaced]:
    """Yield rules, requirements and windows whose name is taken, anywhere in the file."""
    rules = list(enumerate(policy.rules))
    yield from _repeated("rules", ((("rules", at, "name"), rule.name) for at, rule in rules))
    lines = (
        (("rules", at, "require", index, "name"), line.name)
        for at, rule in rules
        for index, line in enumerate(rule.require)
    )
    yield from _repeated("requirements", lines)
    windows = (
        *((("freezes", at, "name"), one.name) for at, one in enumerate(policy.freezes)),
        *((("resets", at, "name"), one.name) for at, one in enumerate(policy.resets)),
    )
    yield from _repeated("windows", windows)


def mistaken_names(
    policy: PolicyModel, directory: Directory | None, registry: Registry | None
) -> Iterator[Misplaced]:
    """Yield systems, tags, environments, levels, teams and people that nobody knows."""
    if registry is not None:
        for place, name in _systems(policy):
            if registry.find(name) is None:
                yield Misplaced(place, registry.unknown(name))
        yield from _unknown_words(policy, registry)
        yield from _unknown_place(policy, registry)
    if directory is not None:
        for place, level in _levels(policy):
            yield from _unknown_level(level, place, directory)
        for place, source in _sources(policy):
            yield from _unknown_source(source, place, directory)


def _repeated(what: str, named: Iterable[Named]) -> Iterator[Misplaced]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Misplaced(place, f"Two {what} are named “{name}”. Rename one.")
        seen.add(name)


def _scopes(policy: PolicyModel, key: str) -> Iterator[Named]:
    """Yield every value of this key of the conditions and of the windows."""
    for at, rule in enumerate(policy.rules):
        yield from _listed(getattr(rule.when, key), ("rules", at, "when", key))
    for at, freeze in enumerate(policy.freezes):
        yield from _listed(getattr(freeze, key, ()), ("freezes", at, key))
    for at, reset in enumerate(policy.resets):
        yield from _listed(getattr(reset, key, ()), ("resets", at, key))


def _listed(values: Sequence[str], place: Place) -> Iterator[Named]:
    for index, value in enumerate(values):
        yield (*place, index), value


def _systems(policy: PolicyModel) -> Iterator[Named]:
    yield from _scopes(policy, "system")
    if policy.policy_changes:
        yield ("policy_changes", "system"), policy.policy_changes.system


def _unknown_words(policy: PolicyModel, registry: Registry) -> Iterator[Misplaced]:
    known = {
        "environment": {name for one in registry.systems for name in one.environments},
        "tag": {name for one in registry.systems for name in one.tags},
    }
    for key, words in known.items():
        for place, word in _scopes(policy, key):
            if word not in words:
                article = "an" if key == "environment" else "a"
                sentence = f"No system has {article} {key} “{word}”.{_near(word, words)}"
                yield Misplaced(place, sentence)


def _unknown_place(policy: PolicyModel, registry: Registry) -> Iterator[Misplaced]:
    changes = policy.policy_changes
    system = registry.find(changes.system) if changes else None
    if changes and system and changes.environment not in system.environments:
        sentence = (
            f"{system.name} has no environment “{changes.environment}”; it has "
            f"{' or '.join(system.environments)}."
        )
        yield Misplaced(("policy_changes", "environment"), sentence)


def _levels(policy: PolicyModel) -> Iterator[Named]:
    for at, rule in enumerate(policy.rules):
        if rule.when.contributor_below:
            yield ("rules", at, "when", "contributor_below"), rule.when.contributor_below
        for index, line in enumerate(rule.require):
            if isinstance(line, SignOffsModel) and line.min_level:
                yield ("rules", at, "require", index, "min_level"), line.min_level
    if policy.break_glass:
        yield ("break_glass", "debt_level"), policy.break_glass.debt_level


def _sources(policy: PolicyModel) -> Iterator[Named]:
    for at, rule in enumerate(policy.rules):
        for index, line in enumerate(rule.require):
            if isinstance(line, SignOffsModel):
                yield from _listed(line.sources, ("rules", at, "require", index, "from"))
    yield from _listed(policy.lift_rejections, ("lift_rejections",))
    glass = policy.break_glass
    if glass:
        yield from _listed(glass.sources, ("break_glass", "from"))
        yield from _listed(glass.review_from, ("break_glass", "review_from"))


def _unknown_level(name: str, place: Place, directory: Directory) -> Iterator[Misplaced]:
    if directory.level(name) is None:
        ladder = ", ".join(one.name for one in directory.levels)
        sentence = (
            f"There is no level “{name}”. The directory's levels are {ladder}; name one of them as "
            f"`{place[-1]}`."
        )
        yield Misplaced(place, sentence)


def _unknown_source(source: str, place: Place, directory: Directory) -> Iterator[Misplaced]:
    kind, _, name = source.partition(":")
    found = {"team": directory.team, "person": directory.find}.get(kind)
    if found is not None and found(name) is None:
        listed = directory.teams if kind == "team" else directory.people
        near = _near(name, {one.id for one in listed})
        yield Misplaced(place, f"There is no {kind} “{name}” in the directory.{near}")


def _near(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f" Did you mean “{near[0]}”?" if near else " Add it there, or remove it here."
