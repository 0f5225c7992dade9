"""What every use case needs, put together once by `bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chatops.core.change import Change
from chatops.core.facts import Facts
from chatops.store.database import Reading, Store


@dataclass(frozen=True, slots=True)
class House:
    """The store, the organisation as its files say it, the clock, and a nudge for the sender."""

    store: Store
    facts: Callable[[], Facts]
    now: Callable[[], datetime]
    wake: Callable[[], None]

    def facts_about(self, change: Change, reading: Reading, *others: str) -> Facts:
        """Return the facts with the standing of all who decided, and of `others`."""
        people = {one.person for one in change.decisions} | set(others)
        return self.facts().with_standings(reading.standings(people) if people else {})

    def facts_to_act(self, change: Change, reading: Reading, *others: str) -> Facts:
        """Return the same, and where cards stand: what is recorded makes them out of date."""
        facts = self.facts_about(change, reading, *others)
        return facts.with_cards(card.channel for card in reading.cards(change.key))
