"""The organisation: its ladder of levels, its people, its teams."""

from dataclasses import dataclass, field

from chatops.core.contributor import Contributor
from chatops.core.people import Level, Person, Team
from chatops.core.refused import Refused
from chatops.core.text import one_line


@dataclass(frozen=True, slots=True)
class Directory:
    """People and teams by id; a person is also found by Slack account and by e-mail address."""

    levels: tuple[Level, ...] = ()
    people: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    digest: str = ""
    _by_id: dict[str, Person] = field(init=False, repr=False, compare=False)
    _by_slack: dict[str, Person] = field(init=False, repr=False, compare=False)
    _by_email: dict[str, Person] = field(init=False, repr=False, compare=False)
    _teams: dict[str, Team] = field(init=False, repr=False, compare=False)
    _levels: dict[str, Level] = field(init=False, repr=False, compare=False)
    _sources: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = object.__setattr__
        index(self, "_by_id", {one.id: one for one in self.people})
        accounts = ((one, (one.slack_id, *one.other_slack_ids)) for one in self.people)
        by_slack = {account: one for one, owned in accounts for account in owned if account}
        index(self, "_by_slack", by_slack)
        index(self, "_by_email", {mail.lower(): one for one in self.people for mail in one.emails})
        index(self, "_teams", {team.id: team for team in self.teams})
        index(self, "_levels", {level.name: level for level in self.levels})
        index(self, "_sources", _by_person(self.teams))

    def find(self, person_id: str) -> Person | None:
        """Return the person with this directory id, or None."""
        return self._by_id.get(person_id)

    def get(self, person_id: str) -> Person:
        """Return the person; raise `Refused("unknown_person")`."""
        person = self._by_id.get(person_id)
        if person is None:
            sentence = f"“{one_line(person_id)[:80]}” is not in the directory."
            raise Refused("unknown_person", sentence, field="requester")
        return person

    def by_slack(self, slack_id: str) -> Person | None:
        """Return the person whose Slack account this is, or None."""
        return self._by_slack.get(slack_id)

    def by_email(self, email: str) -> Person | None:
        """Return the person with this address (any case), or None."""
        return self._by_email.get(email.strip().lower())

    def team(self, team_id: str) -> Team | None:
        """Return the team, or None."""
        return self._teams.get(team_id)

    def team_name(self, team_id: str) -> str:
        """Return the team's name, or the bare id of one that is no longer listed."""
        team = self._teams.get(team_id)
        return team.name if team else team_id

    def sources_of(self, person_id: str) -> tuple[str, ...]:
        """Return the teams and on-call rotas of the person, as a policy's sources name them."""
        return self._sources.get(person_id, ())

    def level(self, name: str) -> Level | None:
        """Return the level of the ladder with this name, or None."""
        return self._levels.get(name)

    def person_behind(self, contributor: Contributor) -> Person | None:
        """Return the person who this contributor is, by id or else by e-mail address."""
        if contributor.person is not None:
            return self._by_id.get(contributor.person)
        return self.by_email(contributor.email)

    def name_of(self, person_id: str) -> str:
        """Return the person's name, or the bare id of somebody who is no longer listed."""
        person = self._by_id.get(person_id)
        return person.name if person else person_id


def _by_person(teams: tuple[Team, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for team in teams:
        for kind, people in (("team", team.members), ("on_call", team.on_call)):
            for one in people:
                found[one] = (*found.get(one, ()), f"{kind}:{team.id}")
    return found
