"""Who may sign off what: the people an ask means, and whose word counts for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.asks import Ask
from chatops.core.assistance import Degree
from chatops.core.change import Change
from chatops.core.decision import Decision, Verb
from chatops.core.difference import unchanged_since
from chatops.core.facts import Facts
from chatops.core.naming import was_named
from chatops.core.people import Level, Person
from chatops.core.policy import Policy
from chatops.core.text import span


@dataclass(frozen=True, slots=True)
class Panel:
    """One change seen by its approvers: contributors apart, everybody's last approval apart.

    `stand_ins` lists for each delegate the people who are away now, by id. `lifetime` is how long
    an approval of this change stands.
    """

    change: Change
    facts: Facts
    policy: Policy
    now: datetime
    contributors: frozenset[str]
    approvals: tuple[Decision, ...]
    stand_ins: Mapping[str, tuple[str, ...]]
    lifetime: timedelta

    def may_sign(self, ask: Ask, person: Person) -> bool:
        """Tell whether the ask names this person, contributions left aside."""
        return ask.names(person.id) and self.reaches(person.level, ask)

    def may_stand_in(self, ask: Ask, delegate: Person, absent_id: str) -> bool:
        """Tell whether the delegate may sign in the place of somebody whom the ask names.

        Both have to be of the level that is asked for, the delegate at least of the other's, and
        who could not sign has nobody sign in their place.
        """
        absent = self.facts.directory.find(absent_id)
        return (
            absent is not None
            and self.could_sign(ask, absent)
            and delegate.level >= absent.level
            and self.reaches(delegate.level, ask)
        )

    def stands_in_for(self, asks: tuple[Ask, ...], person: Person) -> str | None:
        """Return the absent person in whose place this one would sign, where they are not asked.

        One approval stands in for one person: the first (by id) for the first ask in question.
        """
        away = self.stand_ins.get(person.id, ())
        for ask in asks if away else ():
            if self.may_sign(ask, person):
                continue
            found = next((one for one in away if self.may_stand_in(ask, person, one)), None)
            if found:
                return found
        return None

    def reaches(self, level: Level | None, ask: Ask) -> bool:
        """Tell whether the level is high enough; an unknown level never is."""
        if ask.requirement.min_level is None:
            return True
        least = self.facts.directory.level(ask.requirement.min_level)
        return level is not None and least is not None and level >= least

    def covers(self, ask: Ask, decision: Decision) -> bool:
        """Tell whether the decision is about all that this ask covers of the present revision."""
        if self.policy.stale_on_policy_change and decision.policy_digest != self.policy.digest:
            return False
        sticky = ask.requirement.sticky
        return self.change.covers(decision) or (
            bool(sticky) and unchanged_since(self.change, decision, sticky)
        )

    def counts(self, ask: Ask, decision: Decision) -> bool:
        """Tell whether this approval counts here: meant, covering, in time, fit, of the level."""
        return (
            self.is_meant(ask, decision)
            and self.covers(ask, decision)
            and self.why_not(ask, decision) is None
        )

    def is_meant(self, ask: Ask, decision: Decision) -> bool:
        """Tell whether the ask names who gave this approval, or in whose place they gave it."""
        person = self.facts.directory.find(decision.person)
        if person is None or self.may_sign(ask, person):
            return True
        absent = decision.on_behalf_of
        return absent is not None and self.may_stand_in(ask, person, absent)

    def is_for_another(self, ask: Ask, decision: Decision) -> bool:
        """Tell whether this approval is meant here only in the place of an absent person."""
        person = self.facts.directory.find(decision.person)
        absent = decision.on_behalf_of
        return absent is not None and (person is None or not self.may_sign(ask, person))

    def why_not(self, ask: Ask, decision: Decision) -> str | None:
        """Say why a covering approval by somebody who is meant does not count; None if it does."""
        if decision.person in self.contributors:
            return "contributed to this change"
        person = self.facts.directory.find(decision.person)
        unfit = self.facts.unfit(person)
        if person is None or unfit:
            return unfit
        if self.now >= self.expiry(decision):
            return f"approved more than {span(self.lifetime)} ago and can approve again"
        if not self.reaches(self.facts.directory.level(decision.level), ask):
            return f"approved as {decision.level} and can approve again as {person.level.name}"
        in_place = self.is_for_another(ask, decision)
        if not was_named(ask, decision.named_by, in_place=in_place):
            return f"approved before being asked as {ask.whom} and can approve again"
        return None

    def expiry(self, decision: Decision) -> datetime:
        """Return when this approval stops counting."""
        return decision.at + self.lifetime

    def could_sign(self, ask: Ask, person: Person) -> bool:
        """Tell whether nothing stands against this person's signature here, as far as is known."""
        return self.is_free(person) and self.may_sign(ask, person)

    def is_free(self, person: Person) -> bool:
        """Tell whether nothing is known against a sign-off by this person, whatever is asked."""
        if not person.active or person.bot or person.id in self.contributors:
            return False
        if person.id in self.facts.standings:
            return not self.facts.unfit(person)
        return bool(person.slack_id or person.other_slack_ids)  # else nobody can ever look them up


def panel(change: Change, facts: Facts, now: datetime) -> Panel:
    """Return the panel of this change; raise `Refused` where a source cannot be read."""
    policy = facts.rules()
    known = (facts.directory.person_behind(one) for one in change.contributors)
    generated = change.assistance.degree is Degree.GENERATED
    lifetimes = (policy.generated_expire_after, policy.approvals_expire_after)
    return Panel(
        change=change,
        facts=facts,
        policy=policy,
        now=now,
        contributors=frozenset({change.requester} | {one.id for one in known if one}),
        approvals=tuple(one for one in change.last_words() if one.verb is Verb.APPROVE),
        stand_ins=_stand_ins(facts, now),
        lifetime=min(lifetimes) if generated else policy.approvals_expire_after,
    )


def _stand_ins(facts: Facts, now: datetime) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for person in sorted(facts.absences):
        absence = facts.absence(person, now)
        if absence and absence.delegate:
            found[absence.delegate] = (*found.get(absence.delegate, ()), person)
    return found
