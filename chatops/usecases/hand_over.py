"""Somebody hands their sign-off over."""

from chatops.core import handing as rules
from chatops.core.handing import GiveOver
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def hand_over(house: House, command: GiveOver, *, delivery: str | None = None) -> Outcome | None:
    """Record the hand-over; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.hand_over(change, command, facts, now),
        command.person,
        command.to,
        delivery=delivery,
    )
