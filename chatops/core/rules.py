"""Which rules of the policy apply to a change."""

from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.directory import Directory
from chatops.core.facts import Facts
from chatops.core.policy import Rule, SignOffs, When
from chatops.core.systems import System


def applicable(change: Change, facts: Facts) -> tuple[Rule, ...]:
    """Return the rules whose every condition holds, in the policy's order.

    Raises `Refused` where a source cannot be read, and for a place that left the registry.
    """
    rules = facts.rules().rules  # first: an unreadable source is the reason for all that lacks
    system = facts.registry.place(change.present.system, change.present.environment)
    return tuple(rule for rule in rules if applies(rule.when, change, system, facts.directory))


def sign_offs(rules: tuple[Rule, ...]) -> tuple[SignOffs, ...]:
    """Return all sign-off requirements of these rules."""
    lines = (line for rule in rules for line in rule.require)
    return tuple(line for line in lines if isinstance(line, SignOffs))


def applies(when: When, change: Change, system: System, directory: Directory) -> bool:
    """Tell whether all that `when` asks for is so; an empty `when` always applies."""
    present = change.present
    return (
        (not when.tiers or system.tier in when.tiers)
        and (not when.systems or system.id in when.systems)
        and (not when.environments or present.environment in when.environments)
        and (not when.risks or present.documentation.risk.value in when.risks)
        and when.ai_assisted in {None, change.assistance.degree is not Degree.NONE}
        and (when.contributor_below is None or _below(when.contributor_below, change, directory))
    )


def _below(name: str, change: Change, directory: Directory) -> bool:
    """Tell whether any contributor is below the level; a stranger counts as below."""
    limit = directory.level(name)
    people = (directory.person_behind(one) for one in change.contributors if not one.agent)
    return any(one is None or limit is None or one.level < limit for one in people)
