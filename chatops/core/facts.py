"""What has to be known to judge a change, gathered by the use case before it asks core."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from chatops.core.absence import Absence
from chatops.core.directory import Directory
from chatops.core.obligation import Debt
from chatops.core.passage import Passage
from chatops.core.people import Person, Standing
from chatops.core.policy import Policy
from chatops.core.refused import Refused
from chatops.core.systems import Registry


@dataclass(frozen=True, slots=True)
class Facts:
    """Directory, registry and policy as they are now, and how people stand in Slack.

    `problems` holds a sentence for each source that could not be read; with any of them
    nothing can be approved. A person without a standing counts as unknown. `cards` are the
    channels where a card of the change stands already. `groups` holds the people (directory ids)
    of Slack user groups by id; a group that is missing is unknown. `absences` are by person;
    `debts` are open reviews of the change's systems; `zones` are Slack's time zones by person;
    `waiting` counts the open requests in which a person is asked already, and `signed` the
    approvals that a person gave in the last seven days. `openings` tells when a person last opened
    Details of the present revision; `viewers` are the people whose App Home is drawn; `passed`
    holds each yes of the gate to a caller, oldest first, and `token_owners` the people who answer
    for the callers that are tokens, by name; `moved` names the channel that stands in for one that
    takes no cards (empty: none does).
    """

    directory: Directory
    registry: Registry
    policy: Policy | None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absences: Mapping[str, Absence] = field(default_factory=dict)
    debts: tuple[Debt, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    openings: Mapping[str, datetime] = field(default_factory=dict)
    viewers: frozenset[str] = frozenset()
    passed: tuple[Passage, ...] = ()
    token_owners: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    signed: Mapping[str, int] = field(default_factory=dict)

    def standing(self, person: str) -> Standing:
        """Return how this person stands in the workspace; unknown when nobody asked Slack yet."""
        return self.standings.get(person, Standing.UNKNOWN)

    def with_standings(self, standings: Mapping[str, Standing]) -> "Facts":
        """Return the same facts with these standings."""
        return replace(self, standings=standings)

    def with_cards(self, channels: Iterable[str]) -> "Facts":
        """Return the same facts with these cards."""
        return replace(self, cards=tuple(channels))

    def read_at(self, person: str) -> datetime | None:
        """Return when the person last opened Details of the present revision."""
        return self.openings.get(person)

    def absence(self, person: str, now: datetime) -> Absence | None:
        """Return the absence of somebody who is away at that moment."""
        found = self.absences.get(person)
        return found if found is not None and found.is_on(now) else None

    def zone(self, person: str) -> str | None:
        """Return the person's IANA time zone, the directory's before Slack's."""
        listed = self.directory.find(person)
        return (listed.zone if listed else None) or self.zones.get(person)

    def rules(self) -> Policy:
        """Return the policy; raise `Refused("cannot_tell")` when a source could not be read."""
        if self.problems or self.policy is None:
            reason = " ".join(self.problems) or "No policy is loaded."
            raise Refused("cannot_tell", f"{reason} Nothing can be decided until this is mended.")
        return self.policy

    def unfit(self, person: Person | None) -> str | None:
        """Say why this person may not decide anything at all; None if nothing stands against it."""
        if person is None:
            return "is not in the directory"
        if person.bot:
            return Standing.BOT.reason
        if not person.active:
            return "is no longer active in the directory"
        return self.standing(person.id).reason or None
