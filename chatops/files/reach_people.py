"""Requirements that today's directory could not meet, whoever opened the change.

Everybody may still turn out to be a contributor, so this is the least that has to be true: enough
fit people are named for all sign-offs that apply together, each of them used once. What the
members of a Slack user group could sign is not known here and never warned about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from chatops.core.asks import Ask, asks_of
from chatops.core.facts import Facts
from chatops.core.matching import fill
from chatops.core.people import Person
from chatops.core.policy import ANYONE, Policy, SignOffs, Wait
from chatops.core.rules import Applied
from chatops.core.sources import director_of, members
from chatops.core.systems import System
from chatops.files.conditions import can_apply, follows_in_place
from chatops.files.document import Misplaced, Place


@dataclass(frozen=True, slots=True)
class Shortage:
    """Asks that together want more people than the directory has for them."""

    asks: tuple[Ask, ...]
    people: int


def short_of_people(facts: Facts, policy: Policy, now: datetime | None) -> Iterator[Misplaced]:
    """Yield each set of sign-offs that can never be met, with the systems for which it cannot."""
    shortages: dict[tuple[str, ...], Shortage] = {}
    systems: dict[tuple[str, ...], dict[str, None]] = {}
    desk = Desk(facts, policy)
    for system, together in _together(facts, policy, now):
        for one in desk.shortages(system, together):
            names = tuple(ask.name for ask in one.asks)
            shortages.setdefault(names, one)
            systems.setdefault(names, {})[system.id] = None
    for names, one in shortages.items():
        yield Misplaced(_place(policy, names[0]), _sentence(one, list(systems[names])))


def endless_waits(facts: Facts, policy: Policy, now: datetime | None) -> Iterator[Misplaced]:
    """Yield waits that never begin, because no sign-off is ever asked for beside them."""
    for number, rule in enumerate(policy.rules):
        for index, line in enumerate(rule.require):
            if not isinstance(line, Wait):
                continue
            where = [
                system.id
                for system, applying in _applying(facts, policy, now)
                if number in applying and not any(_signs(policy, one) for one in applying)
            ]
            if where:
                told = (
                    f"“{line.name}” of rule “{rule.name}” can never be over for {few(where)}: a "
                    "wait begins with the last sign-off, and no rule there asks for one. Add a "
                    "sign-off."
                )
                yield Misplaced(("rules", number, "require", index), told)


class Desk:
    """Counts who could sign; what was counted is kept, because many systems share a team."""

    def __init__(self, facts: Facts, policy: Policy) -> None:
        self._facts = facts
        self._policy = policy
        self._people: dict[tuple[tuple[str, ...], str | None], tuple[str, ...]] = {}
        self._told: dict[tuple[object, ...], tuple[Shortage, ...]] = {}

    def shortages(self, system: System, rules: tuple[int, ...]) -> tuple[Shortage, ...]:
        """Return what of these rules together cannot be met for the system."""
        key = (rules, system.team, director_of(system, self._facts.directory))
        if key not in self._told:
            applied = tuple(Applied(self._policy.rules[one], (system,)) for one in rules)
            asks = asks_of(applied, self._facts)
            self._told[key] = tuple(self._shortages([one for one in asks if not _of_group(one)]))
        return self._told[key]

    def _shortages(self, asks: list[Ask]) -> Iterator[Shortage]:
        alone = {ask.name: len(self._able(ask)) for ask in asks}
        short = [ask for ask in asks if alone[ask.name] < ask.count]
        yield from (Shortage((ask,), alone[ask.name]) for ask in short)
        apart = [ask for ask in asks if not ask.requirement.shared and ask not in short]
        yield from self._crowded(apart)

    def _crowded(self, asks: list[Ask]) -> Iterator[Shortage]:
        """Yield the asks that compete for too few people (Hall's condition), if any do."""
        slots = [ask for ask in asks for _ in range(ask.count)]
        # More candidates than there are slots never change the answer.
        choices = [self._able(ask)[: len(slots)] for ask in slots]
        filled = fill(choices)
        if None not in filled:
            return
        reached, people = [filled.index(None)], set[str]()
        for slot in reached:
            for person in set(choices[slot]) - people:
                people.add(person)
                reached.append(filled.index(person))
        competing = {slots[slot].name for slot in reached}
        yield Shortage(tuple(ask for ask in asks if ask.name in competing), len(people))

    def _able(self, ask: Ask) -> tuple[str, ...]:
        key = (ask.sources, ask.requirement.min_level)
        if key not in self._people:
            self._people[key] = tuple(able(ask.sources, ask.requirement.min_level, self._facts))
        return self._people[key]


def able(sources: Iterable[str], min_level: str | None, facts: Facts) -> Iterator[str]:
    """Yield everybody (ids) whom these resolved sources name and whose sign-off could count."""
    directory = facts.directory
    least = directory.level(min_level) if min_level else None
    listed = tuple(sources)
    if ANYONE in listed:
        named = dict.fromkeys(one.id for one in directory.people)
    else:
        named = dict.fromkeys(one for source in listed for one in members(source, facts))
    for person in map(directory.find, named):
        if person is not None and is_fit(person) and (least is None or person.level >= least):
            yield person.id


def is_fit(person: Person) -> bool:
    """Tell whether the directory has nothing against this person deciding."""
    return person.active and not person.bot


def _applying(
    facts: Facts, policy: Policy, now: datetime | None
) -> Iterator[tuple[System, tuple[int, ...]]]:
    """Yield for each place the numbers of all rules that can apply there."""
    for system in facts.registry.systems:
        for environment in system.environments:
            yield (
                system,
                tuple(
                    number
                    for number, rule in enumerate(policy.rules)
                    if can_apply(rule.when, system, environment, policy, now)
                ),
            )


def _together(
    facts: Facts, policy: Policy, now: datetime | None
) -> Iterator[tuple[System, tuple[int, ...]]]:
    """Yield for each place and rule that can apply there all rules that then apply as well."""
    rules = policy.rules
    implied = [
        {
            other
            for other, wide in enumerate(rules)
            if follows_in_place(wide.when, narrow.when, facts.directory)
        }
        for narrow in rules
    ]
    seen = set()
    for system, applying in _applying(facts, policy, now):
        for one in applying:
            found = (system, tuple(other for other in applying if other in implied[one]))
            if found not in seen:
                seen.add(found)
                yield found


def _signs(policy: Policy, number: int) -> bool:
    return any(isinstance(line, SignOffs) for line in policy.rules[number].require)


def _of_group(ask: Ask) -> bool:
    return any(one.startswith("group:") for one in ask.sources)


def _place(policy: Policy, name: str) -> Place:
    return next(
        ("rules", number, "require", index)
        for number, rule in enumerate(policy.rules)
        for index, line in enumerate(rule.require)
        if line.name == name
    )


def _sentence(short: Shortage, systems: list[str]) -> str:
    first, *more = short.asks
    named = " and ".join(f"“{ask.name}” of rule “{ask.rule}”" for ask in short.asks)
    if not more:
        return (
            f"{named} can never be met for {few(systems)}: it asks for {first.count}, the "
            f"directory has {short.people}. Add people, or ask for fewer."
        )
    return (
        f"{named} can never be met together for {few(systems)}: they ask for "
        f"{sum(ask.count for ask in short.asks)} different people, the directory has "
        f"{short.people} for them. Add people, ask for fewer, or let one be `shared`."
    )


def few(systems: list[str]) -> str:
    """Name the first of these systems, and how many more there are."""
    more = len(set(systems)) - 1
    noun = "system" if more == 1 else "systems"
    return f"{systems[0]} and {more} more {noun}" if more else systems[0]
