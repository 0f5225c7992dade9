"""Conditions of rules compared without a change: where they hold, and which follow from which.

`follows` is careful: it says yes only where every change that meets the one meets the other.
"""

from collections.abc import Iterable
from datetime import datetime

from chatops.core.directory import Directory
from chatops.core.policy import Policy, When
from chatops.core.systems import Registry, System
from chatops.core.window import Window


def fits(when: When, system: System, environment: str) -> bool:
    """Tell whether the rule is about changes of this system in this environment."""
    return (
        (not when.tiers or system.tier in when.tiers)
        and (not when.systems or system.id in when.systems)
        and (not when.tags or not set(when.tags).isdisjoint(system.tags))
        and (not when.environments or environment in when.environments)
    )


def windows_of(when: When, policy: Policy, now: datetime | None) -> tuple[Window, ...]:
    """Return the windows the rule names, without those that are over where `now` is given."""
    return tuple(
        one for one in policy.windows if one.name in when.during and (now is None or now < one.ends)
    )


def can_apply(
    when: When, system: System, environment: str, policy: Policy, now: datetime | None
) -> bool:
    """Tell whether the rule can be about changes of this system in this environment."""
    if not fits(when, system, environment):
        return False
    windows = windows_of(when, policy, now)
    return not when.during or any(one.touches(system, environment) for one in windows)


def follows(wide: When, narrow: When, directory: Directory, registry: Registry) -> bool:
    """Tell whether `wide` holds for every change and system for which `narrow` does."""
    return _follows_in_scope(wide, narrow, registry) and follows_in_place(wide, narrow, directory)


def follows_in_place(wide: When, narrow: When, directory: Directory) -> bool:
    """Tell the same of all that is no matter of tier, system, tag or environment."""
    return (
        _within(narrow.kinds, wide.kinds)
        and _within(narrow.risks, wide.risks)
        and _within(narrow.labels, wide.labels)
        and _within(narrow.during, wide.during)
        and _within(_unless_wider(narrow.sources, wide.sources), wide.sources)
        and _follows_of_ai(wide, narrow)
        and _is_below(narrow.contributor_below, wide.contributor_below, directory)
        and _follows_of_files(wide, narrow)
    )


def _follows_in_scope(wide: When, narrow: When, registry: Registry) -> bool:
    named = [registry.find(one) for one in narrow.systems]
    tiers = _within(narrow.tiers, wide.tiers) or (
        bool(named) and all(one is not None and one.tier in wide.tiers for one in named)
    )
    tags = _within(narrow.tags, wide.tags) or (
        bool(named)
        and all(one is not None and not set(wide.tags).isdisjoint(one.tags) for one in named)
    )
    return (
        tiers
        and tags
        and _within(narrow.systems, wide.systems)
        and _within(narrow.environments, wide.environments)
    )


def _within(narrow: Iterable[object], wide: Iterable[object]) -> bool:
    inner, outer = set(narrow), set(wide)
    return not outer or (bool(inner) and inner <= outer)


def _unless_wider(narrow: tuple[str, ...], wide: tuple[str, ...]) -> tuple[str, ...]:
    """Return `api:NAME` as `api` where that is among the wide ones."""
    return tuple(kind if (kind := one.partition(":")[0]) in wide else one for one in narrow)


def _follows_of_ai(wide: When, narrow: When) -> bool:
    assisted = wide.ai_assisted in {None, narrow.ai_assisted} or (
        wide.ai_assisted is True and narrow.ai_generated is True
    )
    generated = wide.ai_generated in {None, narrow.ai_generated} or (
        wide.ai_generated is False and narrow.ai_assisted is False
    )
    return assisted and generated


def _is_below(narrow: str | None, wide: str | None, directory: Directory) -> bool:
    if wide is None or narrow == wide:
        return True
    inner, outer = directory.level(narrow or ""), directory.level(wide)
    return inner is not None and outer is not None and inner <= outer


def _follows_of_files(wide: When, narrow: When) -> bool:
    plain = not any(one.is_exception for one in (*wide.paths, *narrow.paths))
    same = narrow.paths == wide.paths or (plain and _within(narrow.paths, wide.paths))
    return (
        (not wide.paths or same)
        and _over(narrow.files_over, wide.files_over)
        and _over(narrow.lines_over, wide.lines_over)
    )


def _over(narrow: int | None, wide: int | None) -> bool:
    return wide is None or (narrow is not None and narrow >= wide)
