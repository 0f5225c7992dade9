"""A question about a change is answered."""

from chatops.core import asking as rules
from chatops.core.asking import AnswerQuestion
from chatops.core.outcome import Outcome
from chatops.usecases.house import House


def answer(house: House, command: AnswerQuestion, *, delivery: str | None = None) -> Outcome | None:
    """Record the answer; None when this delivery was dealt with before."""
    return house.act(
        command.key,
        lambda change, facts, now: rules.answer(change, command, facts, now),
        command.person,
        delivery=delivery,
    )
