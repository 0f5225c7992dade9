"""Somebody approves, rejects or withdraws."""

from chatops.core import decide as rules
from chatops.core.decide import Decide
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def decide(house: House, command: Decide, *, delivery: str | None = None) -> Outcome | None:
    """Record the decision; None when this delivery was dealt with before."""
    with house.store.transaction() as tx:
        if delivery and not tx.once(delivery, house.now()):
            return None
        change = tx.lock(command.key)
        facts = house.facts_to_act(change, tx, command.person)
        outcome = rules.decide(change, command, facts, house.now())
        tx.record(outcome, facts)
    house.wake()
    return outcome
