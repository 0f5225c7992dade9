"""Rules that nobody could ever satisfy, found before a change waits for them."""

from collections.abc import Iterator

from chatops.core.directory import Directory
from chatops.core.people import Person
from chatops.core.policy import ANYONE, DIRECTOR, OWNERS, Policy, SignOffs, When
from chatops.core.systems import Registry, System


def warnings(policy: Policy, directory: Directory, registry: Registry) -> Iterator[str]:
    """Yield a sentence for each rule that matches no system or has too few approvers."""
    for rule in policy.rules:
        systems = [one for one in registry.systems if _matches(rule.when, one)]
        if not systems:
            yield (
                f"Rule “{rule.name}” matches no system of the directory. Mend its `when`, "
                "or remove it."
            )
        for line in rule.require:
            if isinstance(line, SignOffs):
                yield from _short(rule.name, line, systems, directory)
    yield from _uncovered(policy, registry)


def _short(rule: str, line: SignOffs, systems: list[System], directory: Directory) -> Iterator[str]:
    counts = {one.id: _eligible(line, one, directory) for one in systems}
    short = {system: count for system, count in counts.items() if count < line.count}
    if short:
        system, count = next(iter(short.items()))
        more = f" and {len(short) - 1} more systems" if len(short) > 1 else ""
        yield (
            f"“{line.name}” of rule “{rule}” can never be met for {system}{more}: it asks for "
            f"{line.count}, the directory has {count}. Add people, or ask for fewer."
        )


def _uncovered(policy: Policy, registry: Registry) -> Iterator[str]:
    """Yield systems that no rule is sure to cover: their changes could not be judged."""
    sure = [
        rule.when
        for rule in policy.rules
        if rule.when.ai_assisted is None
        and rule.when.contributor_below is None
        and not rule.when.risks
    ]
    for system in registry.systems:
        places = [
            name
            for name in system.environments
            if not any(
                _matches(when, system) and (not when.environments or name in when.environments)
                for when in sure
            )
        ]
        if places:
            yield (
                f"No rule covers every change of {system.id} in {' or '.join(places)}: such "
                "changes cannot be approved. Add a rule for it."
            )


def _matches(when: When, system: System) -> bool:
    environments = set(when.environments or system.environments)
    return (
        (not when.tiers or system.tier in when.tiers)
        and (not when.systems or system.id in when.systems)
        and not environments.isdisjoint(system.environments)
    )


def _eligible(line: SignOffs, system: System, directory: Directory) -> int:
    if ANYONE in line.sources:
        people: set[str] = {one.id for one in directory.people}
    else:
        people = {one for source in line.sources for one in _named(source, system, directory)}
    found = (directory.find(one) for one in people)
    least = directory.level(line.min_level) if line.min_level else None
    return sum(1 for one in found if one and _fit(one) and (not least or one.level >= least))


def _fit(person: Person) -> bool:
    return person.active and not person.bot


def _named(source: str, system: System, directory: Directory) -> tuple[str, ...]:
    kind, _, name = source.partition(":")
    if kind == DIRECTOR:
        owners = directory.team(system.team)
        director = system.director or (owners.director if owners else None)
        return (director,) if director else ()
    if kind == "person":
        return (name,)
    team = directory.team(system.team if kind == OWNERS else name)
    return team.members if team else ()
