"""A tool posts what it found out."""

from chatops.core import post_check as rules
from chatops.core.outcome import Outcome
from chatops.core.post_check import PostCheck
from chatops.usecases.house import House


def post_check(house: House, command: PostCheck, *, delivery: str | None = None) -> Outcome | None:
    """Record the check run; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.post_check(change, command, facts, now),
        delivery=delivery,
    )
