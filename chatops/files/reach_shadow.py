"""Requirements that add nothing, because another one asks for as much whenever they apply.

A sign-off that is not `shared` always adds one more person, so only shared ones can be spared.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chatops.core.directory import Directory
from chatops.core.policy import (
    ANYONE,
    CheckPassed,
    Documented,
    PlannedWindow,
    Policy,
    Requirement,
    Rule,
    SignOffs,
    Wait,
)
from chatops.core.systems import Registry
from chatops.files.conditions import follows
from chatops.files.document import Misplaced


@dataclass(frozen=True, slots=True)
class _Line:
    at: tuple[int, int]
    rule: Rule
    require: Requirement


def shadowed(policy: Policy, directory: Directory, registry: Registry) -> Iterator[Misplaced]:
    """Yield each requirement that another one makes redundant, or the rule that has no other."""
    lines = [
        _Line((number, index), rule, require)
        for number, rule in enumerate(policy.rules)
        for index, require in enumerate(rule.require)
    ]
    spared = _spared(lines, directory, registry)
    for number, rule in enumerate(policy.rules):
        own = [(line, by) for line, by in spared if line.at[0] == number]
        if len(own) == len(rule.require):
            yield Misplaced(("rules", number), _of_rule(rule, own))
            continue
        for line, by in own:
            yield Misplaced(("rules", number, "require", line.at[1]), _of_line(line, by))


def _spared(
    lines: list[_Line], directory: Directory, registry: Registry
) -> list[tuple[_Line, _Line]]:
    def asks_more(strong: _Line, weak: _Line) -> bool:
        return _covers(strong.require, weak.require, directory) and follows(
            strong.rule.when, weak.rule.when, directory, registry
        )

    found = []
    for weak in lines:
        for strong in lines:
            # Of two that ask for the same, the later one adds nothing.
            if (
                strong is not weak
                and asks_more(strong, weak)
                and (strong.at < weak.at or not asks_more(weak, strong))
            ):
                found.append((weak, strong))
                break
    return found


def _of_rule(rule: Rule, own: list[tuple[_Line, _Line]]) -> str:
    others = " and ".join(dict.fromkeys(f"“{by.rule.name}”" for _, by in own))
    return (
        f"Rule “{rule.name}” adds nothing: whenever it applies, {others} asks for as much or "
        "more. Remove it."
    )


def _of_line(line: _Line, by: _Line) -> str:
    return (
        f"“{line.require.name}” of rule “{line.rule.name}” adds nothing: whenever it applies, "
        f"“{by.require.name}” of “{by.rule.name}” asks for as much or more. Remove it."
    )


def _covers(strong: Requirement, weak: Requirement, directory: Directory) -> bool:
    """Tell whether the weak requirement is met whenever the strong one is."""
    match strong, weak:
        case SignOffs(), SignOffs():
            return _signs_more(strong, weak, directory)
        case Documented(), Documented():
            return set(weak.fields) <= set(strong.fields) and weak.at_least <= strong.at_least
        case CheckPassed(), CheckPassed():
            newer = strong.max_age is not None and (
                weak.max_age is not None and strong.max_age <= weak.max_age
            )
            return strong.check == weak.check and (weak.max_age is None or newer)
        case Wait(), Wait():
            return strong.length >= weak.length
        case _:
            return isinstance(strong, PlannedWindow) and isinstance(weak, PlannedWindow)


def _signs_more(strong: SignOffs, weak: SignOffs, directory: Directory) -> bool:
    reaches = strong.min_level == weak.min_level or weak.min_level is None
    if not reaches and strong.min_level and weak.min_level:
        high, low = directory.level(strong.min_level), directory.level(weak.min_level)
        reaches = high is not None and low is not None and high >= low
    return (
        weak.shared
        and reaches
        and strong.count >= weak.count
        and (ANYONE in weak.sources or set(strong.sources) <= set(weak.sources))
        and set(strong.sticky) <= set(weak.sticky)
    )
