"""Asks: the sign-offs that one change needs, each system's people named.

A requirement that names `owners`, `director` or `on_call` means other people for each owner team,
so a change of several systems asks each team; one that names fixed people asks them once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chatops.core import sources
from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.core.obligation import Debt, Owed
from chatops.core.policy import ANYONE, DEBT_LEVEL, OWNERS, SignOffs
from chatops.core.rules import Applied, applicable, systems_of
from chatops.core.systems import System


@dataclass(frozen=True, slots=True)
class Ask:
    """One line: the requirement, its sources resolved, and whom it asks in a person's words.

    `rule` is the rule's name, or empty for what an overdue obligation adds. `named` are the people
    (directory ids) behind the sources, each once; `anyone` is not enumerated.
    """

    name: str
    rule: str
    requirement: SignOffs
    sources: tuple[str, ...]
    whom: str
    named: tuple[str, ...] = ()
    _named: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_named", frozenset(self.named))

    def names(self, person_id: str) -> bool:
        """Tell whether this person is asked, whatever their level."""
        return person_id in self._named or ANYONE in self.sources

    @property
    def of_anyone(self) -> bool:
        """Tell whether people are asked whom no source names."""
        return ANYONE in self.sources

    @property
    def shared(self) -> bool:
        """Tell whether who signs this may sign others too."""
        return self.requirement.shared

    @property
    def count(self) -> int:
        """Return how many people are asked for."""
        return self.requirement.count


def asks_of(rules: tuple[Applied, ...], facts: Facts) -> tuple[Ask, ...]:
    """Return every ask of these rules, in the policy's order."""
    return tuple(
        ask
        for one in rules
        for line in one.rule.require
        if isinstance(line, SignOffs)
        for ask in _for_each_team(one, line, facts)
    )


def every_ask(change: Change, facts: Facts, now: datetime) -> tuple[Ask, ...]:
    """Return all that the change asks for: by its rules, then by overdue reviews.

    Raises `Refused` where it cannot be judged.
    """
    rules = applicable(change, facts, now)
    return (*asks_of(rules, facts), *owed_asks(change, facts, now))


def owed_asks(change: Change, facts: Facts, now: datetime) -> tuple[Ask, ...]:
    """Return what overdue reviews of the change's systems add: one more sign-off each system."""
    level = _debt_level(facts)
    systems = systems_of(change.present, facts)
    overdue = {
        debt.system: debt
        for debt in facts.debts
        if now >= debt.due_at and (debt.key != change.key or _owes_for_earlier(change, now))
    }
    return tuple(
        _owed(system, overdue[system.id], level) for system in systems if system.id in overdue
    )


def _owes_for_earlier(change: Change, now: datetime) -> bool:
    """Tell whether the change owes a review of an earlier revision: then the present is a next one.

    Else whoever owes would go on in the same change request, for which nothing more is asked.
    """
    number = change.present.number
    broken_now = {one.at for one in change.declarations if one.revision == number}
    return any(
        one.owed is Owed.REVIEW and one.is_overdue(now) and one.created_at not in broken_now
        for one in change.obligations
    )


def _debt_level(facts: Facts) -> str | None:
    """Return the level that a debt costs; a debt outlives the policy under which it arose."""
    glass = facts.policy.break_glass if facts.policy else None
    if glass is not None:
        return glass.debt_level
    return DEBT_LEVEL if facts.directory.level(DEBT_LEVEL) else None


def _owed(system: System, debt: Debt, level: str | None) -> Ask:
    name = f"review owed by {system.id}"
    requirement = SignOffs(name, 1, (ANYONE,), min_level=level)
    asked = f"anyone who is {level} or above" if level else ANYONE
    whom = (
        f"{asked}, because the follow-up review of the break-glass {debt.key} on {system.name} "
        "is overdue"
    )
    return Ask(name, "", requirement, (ANYONE,), whom)


def _for_each_team(applied: Applied, line: SignOffs, facts: Facts) -> Iterator[Ask]:
    meant: dict[tuple[str, ...], System] = {}
    for system in applied.systems:
        named = tuple(sources.resolved(one, system, facts.directory) for one in line.sources)
        meant.setdefault(named, system)
    for named, system in meant.items():
        team = facts.directory.team_name(system.team)
        name = line.name if len(meant) == 1 else f"{line.name} ({team})"
        whom = _whom(line, named, facts)
        yield Ask(name, applied.rule.name, line, named, whom, _people(named, facts))


def _people(named: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for name in named for one in sources.members(name, facts)))


def _whom(line: SignOffs, named: tuple[str, ...], facts: Facts) -> str:
    """Say whom the requirement asks for: `Payments (owners)`, `anyone who is senior or above`."""
    words = " or ".join(
        sources.name_of(one, facts, is_owner=given == OWNERS)
        for given, one in zip(line.sources, named, strict=True)
    )
    if line.min_level is None:
        return words
    if line.sources == (ANYONE,):
        return f"anyone who is {line.min_level} or above"
    return f"{words}, {line.min_level} or above"
