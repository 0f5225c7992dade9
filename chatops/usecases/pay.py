"""Somebody pays what is owed: a follow-up review, the evidence for a condition."""

from chatops.core import paying as rules
from chatops.core.outcome import Outcome
from chatops.core.paying import Pay
from chatops.usecases.house import House


def pay(house: House, command: Pay, *, delivery: str | None = None) -> Outcome | None:
    """Record the payment; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.pay(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
