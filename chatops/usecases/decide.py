"""Somebody approves, rejects or withdraws."""

from chatops.core import decide as rules
from chatops.core.decide import Decide
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def decide(house: House, command: Decide, *, delivery: str | None = None) -> Outcome | None:
    """Record the decision; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.decide(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
