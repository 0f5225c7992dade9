"""Somebody takes a change request back."""

from chatops.core import cancelling as rules
from chatops.core.cancelling import Cancel
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def cancel(house: House, command: Cancel, *, delivery: str | None = None) -> Outcome | None:
    """Cancel the request; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.cancel(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
