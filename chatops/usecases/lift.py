"""Somebody lifts another person's rejection."""

from chatops.core import lifting as rules
from chatops.core.lifting import Lift
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def lift(house: House, command: Lift, *, delivery: str | None = None) -> Outcome | None:
    """Lift the rejections that stand; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.lift(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
