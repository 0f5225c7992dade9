"""Who may sign off what: the people a requirement asks for, and whose word counts for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.facts import Facts
from chatops.core.people import Level, Person
from chatops.core.policy import ANYONE, DIRECTOR, OWNERS, SignOffs
from chatops.core.systems import System


@dataclass(frozen=True, slots=True)
class Panel:
    """One change seen by its approvers: contributors apart, current approvals apart."""

    change: Change
    system: System
    facts: Facts
    contributors: frozenset[str]
    approvals: tuple[Decision, ...]

    def may_sign(self, requirement: SignOffs, person: Person) -> bool:
        """Tell whether the requirement asks for this person, contributions left aside."""
        named = any(self._names(source, person.id) for source in requirement.sources)
        return named and self.reaches(person.level, requirement)

    def reaches(self, level: Level | None, requirement: SignOffs) -> bool:
        """Tell whether the level is high enough; an unknown level never is."""
        if requirement.min_level is None:
            return True
        least = self.facts.directory.level(requirement.min_level)
        return level is not None and least is not None and level >= least

    def counts(self, requirement: SignOffs, decision: Decision) -> bool:
        """Tell whether this approval counts here: fit, no contributor, level then and now."""
        person = self.facts.directory.find(decision.person)
        meant = person is not None and self.may_sign(requirement, person)
        return meant and self.why_not(requirement, decision) is None

    def why_not(self, requirement: SignOffs, decision: Decision) -> str | None:
        """Say why an approval by somebody who is asked does not count; None if it does."""
        if decision.person in self.contributors:
            return "contributed to this change"
        person = self.facts.directory.find(decision.person)
        unfit = self.facts.unfit(person)
        if person is None or unfit:
            return unfit
        if not self.reaches(self.facts.directory.level(decision.level), requirement):
            return f"approved as {decision.level} and can approve again as {person.level.name}"
        return None

    def candidates(self, requirement: SignOffs) -> tuple[str, ...]:
        """Return who else could sign: named people whose approval is not in, or does not count.

        `anyone` is not enumerated beyond the owners and the director: a directory may hold
        ten thousand people.
        """
        signed = {one.person for one in self.approvals if self.counts(requirement, one)}
        people = (self.facts.directory.find(one) for one in self._enumerated(requirement))
        return tuple(
            one.id
            for one in people
            if one is not None and one.id not in signed and self._could(requirement, one)
        )

    def _could(self, requirement: SignOffs, person: Person) -> bool:
        fit = person.active and not person.bot and person.id not in self.contributors
        never_refused = person.id not in self.facts.standings or not self.facts.unfit(person)
        return fit and never_refused and self.may_sign(requirement, person)

    def _enumerated(self, requirement: SignOffs) -> Iterator[str]:
        listed = dict.fromkeys(requirement.sources)
        if ANYONE in listed:
            listed |= {OWNERS: None, DIRECTOR: None}
        everyone = (person for source in listed for person in self._members(source))
        yield from dict.fromkeys(everyone)

    def _names(self, source: str, person_id: str) -> bool:
        return source == ANYONE or person_id in self._members(source)

    def _members(self, source: str) -> tuple[str, ...]:
        kind, _, name = source.partition(":")
        team_id = {OWNERS: self.system.team, "team": name}.get(kind)
        if team_id is not None:
            team = self.facts.directory.team(team_id)
            return team.members if team else ()
        if kind == DIRECTOR:
            director = self._director()
            return (director,) if director else ()
        return (name,) if kind == "person" else ()

    def _director(self) -> str | None:
        team = self.facts.directory.team(self.system.team)
        return self.system.director or (team.director if team else None)


def panel(change: Change, facts: Facts) -> Panel:
    """Return the panel of this change; raise `Refused` for a system that left the registry."""
    known = (facts.directory.person_behind(one) for one in change.contributors)
    words = change.last_words()
    return Panel(
        change=change,
        system=facts.registry.get(change.present.system),
        facts=facts,
        contributors=frozenset({change.requester} | {one.id for one in known if one}),
        approvals=tuple(one for one in words if one.verb is Verb.APPROVE and change.covers(one)),
    )
