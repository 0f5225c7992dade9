"""What can be looked at: a change with its verdict, lists of changes, an audit trail."""

from dataclasses import dataclass

from chatops.core.change import Change
from chatops.core.errand import Card
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.trail import Entry
from chatops.core.verdict import Verdict
from chatops.ledger.chain import Link, first_fault
from chatops.store.database import Reading
from chatops.usecases.house import House


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as it is at this moment."""

    change: Change
    verdict: Verdict
    facts: Facts
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """The audit entries of a change; `problem` says what is wrong with their chain."""

    entries: tuple[Entry, ...]
    problem: str | None


def show(house: House, key: str) -> Shown:
    """Return the change and its verdict now; raise `Refused("unknown_change")`."""
    with house.store.reading() as reading:
        change = reading.change(key)
        return _shown(house, change, reading, reading.cards(key))


def listed(
    house: House, *, open_only: bool = True, requester: str | None = None, limit: int = 50
) -> tuple[Shown, ...]:
    """Return changes with their verdicts, newest first."""
    with house.store.reading() as reading:
        changes = reading.changes(open_only=open_only, requester=requester, limit=limit)
        return tuple(_shown(house, change, reading) for change in changes)


def trail(house: House, key: str) -> Trail:
    """Return the audit trail of a change, with its chain checked."""
    with house.store.reading() as reading:
        entries, head = reading.entries(key), reading.chain_head(key)
    links = (Link(one.number, one.body, one.hash) for one in entries)
    return Trail(entries, first_fault(links, head))


def _shown(house: House, change: Change, reading: Reading, cards: tuple[Card, ...] = ()) -> Shown:
    facts = house.facts_about(change, reading).with_cards(one.channel for one in cards)
    return Shown(change, evaluate(change, facts, house.now()), facts, cards)
