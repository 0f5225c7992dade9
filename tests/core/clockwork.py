"""Let time pass over one change: every step is taken at its moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chatops.core.change import Change
from chatops.core.chasing import step
from chatops.core.events import Event
from chatops.core.facts import Facts
from chatops.core.outcome import Outcome
from chatops.core.people import Person, Team
from chatops.core.policy import Policy, SignOffs
from chatops.core.schedule import next_step_at
from tests import builders as make

MOST = 500  # steps of one change: more would be a step that is due for ever
LED = replace(make.TEAMS[0], manager="mara")
"""Payments with a manager; Max is its director."""
LEADERS = (*make.PEOPLE, make.person("mara", make.SENIOR))
ONE = make.policy(make.rule(SignOffs("owner", 1, ("owners",))))
"""One owner of Payments is enough: of Ben's change it is Ana, then Cleo, then Dan."""


def led(
    the_policy: Policy = ONE,
    *,
    team: Team = LED,
    other: Team = make.TEAMS[1],
    people: tuple[Person, ...] = LEADERS,
    **fields: Any,
) -> Facts:
    known = make.directory(people, (team, other))
    return make.facts(the_policy=the_policy, the_directory=known, **fields)


@dataclass
class Clockwork:
    """A change, and all that happened to it with its moment."""

    change: Change
    facts: Facts
    told: list[tuple[datetime, Event]] = field(default_factory=list)

    def until(self, moment: datetime) -> "Clockwork":
        """Take every step that is due until then, each at its own moment."""
        for _ in range(MOST):
            due = next_step_at(self.change)
            if due is None or due > moment:
                return self
            self.record(step(self.change, self.facts, due))
            after = next_step_at(self.change)
            assert after is None or after > due, f"due for ever: {due}"
        raise AssertionError("there is no end of it")

    def at(self, moment: datetime) -> Outcome:
        """Take one step then, however late that is."""
        outcome = step(self.change, self.facts, moment)
        self.record(outcome)
        return outcome

    def record(self, outcome: Outcome) -> None:
        self.told += [(outcome.at, one) for one in outcome.events]
        if outcome.events:  # else nothing is stored
            self.change = outcome.change

    def of(self, *kinds: type) -> Iterator[tuple[str, Any]]:
        """Yield when (in UTC, as `Mon 13:00`) each event of these kinds happened."""
        for at, event in self.told:
            if isinstance(event, kinds):
                yield f"{at:%a %H:%M}", event
