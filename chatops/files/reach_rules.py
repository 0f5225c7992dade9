"""Rules that can never match, and windows that touch nothing."""

from collections.abc import Iterator
from datetime import datetime

from chatops.core.facts import Facts
from chatops.core.policy import Policy, Rule, When
from chatops.core.systems import Registry
from chatops.core.window import Span
from chatops.files.conditions import can_apply, fits, windows_of
from chatops.files.document import Misplaced


def idle_rules(facts: Facts, policy: Policy, now: datetime | None) -> Iterator[Misplaced]:
    """Yield each rule whose conditions no change could meet, with the reason."""
    for number, rule in enumerate(policy.rules):
        reason = _contradiction(rule.when, facts) or _nowhere(rule, facts, policy, now)
        if reason:
            sentence = f"Rule “{rule.name}” {reason} Mend its `when`, or remove it."
            yield Misplaced(("rules", number, "when"), sentence)


def idle_windows(registry: Registry, policy: Policy) -> Iterator[Misplaced]:
    """Yield each freeze and reset that touches no system of the registry."""
    numbers = {Span.FREEZE: 0, Span.RESET: 0}
    for window in policy.windows:
        number = numbers[window.span]
        numbers[window.span] += 1
        if not any(
            window.touches(system, environment)
            for system in registry.systems
            for environment in system.environments
        ):
            sentence = f"“{window.name}” touches no system of the registry. Mend its scope."
            yield Misplaced((f"{window.span.value}s", number), sentence)


def _contradiction(when: When, facts: Facts) -> str:
    if when.ai_generated and when.ai_assisted is False:
        return "can never match: what is `ai_generated` is also `ai_assisted`."
    ladder = facts.directory.levels
    if ladder and when.contributor_below == min(ladder).name:
        return f"can never match: nobody is below “{when.contributor_below}”."
    taken_out = {one.text for one in when.paths if one.is_exception}
    if when.paths and all(one.text in taken_out for one in when.paths):
        return "can never match: its `paths` take out again all that they take in."
    return ""


def _nowhere(rule: Rule, facts: Facts, policy: Policy, now: datetime | None) -> str:
    when = rule.when
    places = [
        (system, environment)
        for system in facts.registry.systems
        for environment in system.environments
        if fits(when, system, environment)
    ]
    if not places:
        return "matches no system of the directory."
    if any(can_apply(when, *place, policy, now) for place in places):
        return ""
    touching = [
        one
        for one in windows_of(when, policy, None)
        if any(one.touches(*place) for place in places)
    ]
    if not touching:
        names = " and ".join(f"“{one}”" for one in when.during)
        return f"can never match: {names} touches none of its systems."
    last = max(touching, key=lambda one: one.ends)
    return f"can no longer match: “{last.name}” ended at {last.until}."
