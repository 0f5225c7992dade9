"""Which rules of the policy apply to a change, and to which of its systems."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.paths import touched
from chatops.core.policy import Policy, Rule, When
from chatops.core.refused import Refused
from chatops.core.revision import Revision
from chatops.core.systems import System


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule and the systems of the change that it is about.

    `missing` says which fact would have to be known to tell whether it applies at all.
    """

    rule: Rule
    systems: tuple[System, ...]
    missing: str = ""


def applicable(change: Change, facts: Facts, now: datetime) -> tuple[Applied, ...]:
    """Return the rules whose every condition holds, in the policy's order.

    Raises `Refused` where a source cannot be read, for a place that left the registry, and
    (`no_rule`) for a system that no rule is about.
    """
    policy = facts.rules()  # first: an unreadable source is the reason for all that lacks
    systems = systems_of(change.present, facts)
    found = tuple(_applied(policy, change, systems, facts.directory, now))
    covered = {system.id for one in found if not one.missing for system in one.systems}
    bare = [system.id for system in systems if system.id not in covered]
    if bare and not any(one.missing for one in found):
        place = f"{' and '.join(bare)} in {change.present.environment}"
        raise Refused("no_rule", f"No rule of the policy applies to {place}.")
    return found


def systems_of(revision: Revision, facts: Facts) -> tuple[System, ...]:
    """Return the systems of a revision; raise `Refused` for a place that left the registry."""
    return tuple(facts.registry.place(one, revision.environment) for one in revision.systems)


def _applied(
    policy: Policy,
    change: Change,
    systems: tuple[System, ...],
    directory: Directory,
    now: datetime,
) -> Iterator[Applied]:
    for rule in policy.rules:
        if not _of_change(rule.when, change, directory):
            continue
        meant = tuple(
            one for one in systems if _of_system(rule.when, one, change.present, policy, now)
        )
        if not meant:
            continue
        missing = _missing(rule, change.present, policy)
        if missing:
            yield Applied(rule, meant, missing)
        elif _of_files(rule.when, change.present):
            yield Applied(rule, meant)


def _of_change(when: When, change: Change, directory: Directory) -> bool:
    written, degree = change.present.documentation, change.assistance.degree
    return (
        (not when.environments or change.present.environment in when.environments)
        and (not when.kinds or written.kind.value in when.kinds)
        and (not when.risks or written.risk.value in when.risks)
        and (not when.labels or not set(when.labels).isdisjoint(written.labels))
        and (not when.sources or _came_from(change.source, when.sources))
        and when.ai_assisted in {None, degree is not Degree.NONE}
        and when.ai_generated in {None, degree is Degree.GENERATED}
        and (when.contributor_below is None or _below(when.contributor_below, change, directory))
    )


def _of_system(
    when: When, system: System, revision: Revision, policy: Policy, now: datetime
) -> bool:
    return (
        (not when.tiers or system.tier in when.tiers)
        and (not when.systems or system.id in when.systems)
        and (not when.tags or not set(when.tags).isdisjoint(system.tags))
        and (not when.during or _is_during(when.during, system, revision, policy, now))
    )


def _is_during(
    names: tuple[str, ...], system: System, revision: Revision, policy: Policy, now: datetime
) -> bool:
    """Tell whether one of the windows is on for the system; one that nobody knows may be."""
    return bool(_unknown(names, policy)) or any(
        one.name in names and one.is_on(now) and one.touches(system, revision.environment)
        for one in policy.windows
    )


def _unknown(names: tuple[str, ...], policy: Policy) -> list[str]:
    known = {one.name for one in policy.windows}
    return [one for one in names if one not in known]


def _missing(rule: Rule, revision: Revision, policy: Policy) -> str:
    """Say which fact lacks to tell whether the rule applies; empty where none does."""
    unknown = _unknown(rule.when.during, policy)
    if unknown:
        return (
            f"“{rule.name}” is about “{unknown[0]}”, and the policy has no such freeze or reset. "
            "Add it, or take it out of the rule."
        )
    if rule.when.needs_files and revision.files is None:
        return _unread(rule, revision)
    return ""


def _of_files(when: When, revision: Revision) -> bool:
    files = revision.files or ()
    return (
        (not when.paths or touched(when.paths, (one.path for one in files)))
        and (when.files_over is None or len(files) > when.files_over)
        and (when.lines_over is None or sum(revision.lines) > when.lines_over)
    )


def _came_from(source: str, wanted: tuple[str, ...]) -> bool:
    """Tell whether `api:ci/shop` is meant by `api` or by its whole name."""
    return source in wanted or source.partition(":")[0] in wanted


def _unread(rule: Rule, revision: Revision) -> str:
    return (
        f"Nobody read which files revision {revision.number} touches, so nobody can tell whether "
        f"“{rule.name}” applies. Send the commit with its files: `chatops change open` in the "
        "repository, or `git` over HTTP."
    )


def _below(name: str, change: Change, directory: Directory) -> bool:
    """Tell whether any contributor is below the level; a stranger counts as below."""
    limit = directory.level(name)
    people = (directory.person_behind(one) for one in change.contributors if not one.agent)
    return any(one is None or limit is None or one.level < limit for one in people)
