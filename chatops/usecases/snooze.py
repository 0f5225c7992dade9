"""Somebody wants to hear of a change later."""

from chatops.core import snoozing as rules
from chatops.core.outcome import Outcome
from chatops.core.snoozing import Sleep
from chatops.usecases.house import House


def snooze(house: House, command: Sleep, *, delivery: str | None = None) -> Outcome | None:
    """Record the snooze; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.sleep(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
