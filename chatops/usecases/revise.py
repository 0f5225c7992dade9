"""Somebody replaces what a change request asks for."""

from chatops.core import request
from chatops.core.outcome import Outcome
from chatops.core.request import Revise
from chatops.usecases.house import House


def revise(house: House, command: Revise, *, delivery: str | None = None) -> Outcome | None:
    """Add a revision; None when this delivery was dealt with before."""
    with house.store.transaction() as tx:
        if delivery and not tx.once(delivery, house.now()):
            return None
        change = tx.lock(command.key)
        facts = house.facts_to_act(change, tx, command.person)
        outcome = request.revise(change, command, facts, house.now())
        tx.record(outcome, facts)
    house.wake()
    return outcome
