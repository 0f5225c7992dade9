"""Somebody goes ahead without approval."""

from chatops.core import glass as rules
from chatops.core.glass import Break
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def break_glass(house: House, command: Break, *, delivery: str | None = None) -> Outcome | None:
    """Record the break-glass and the review it owes; None for a repeated delivery."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.break_glass(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
