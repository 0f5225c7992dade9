"""Somebody asks about a change."""

from chatops.core import asking as rules
from chatops.core.asking import Ask
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def ask(house: House, command: Ask, *, delivery: str | None = None) -> Outcome | None:
    """Record the question; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.ask(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
