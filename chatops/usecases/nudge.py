"""The requester reminds those who are asked."""

from chatops.core import nudging as rules
from chatops.core.nudging import Remind
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def nudge(house: House, command: Remind, *, delivery: str | None = None) -> Outcome | None:
    """Remind them; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.remind(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
