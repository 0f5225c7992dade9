"""Somebody approves several changes at once: each is decided on its own, in order."""

from collections.abc import Sequence

from chatops.core.bulk import Answer, approve_among_several
from chatops.core.decide import Decide
from chatops.core.refused import Refused
from chatops.usecases.house import House


def approve_several(
    house: House, commands: Sequence[Decide], *, delivery: str
) -> tuple[Answer, ...]:
    """Record each approval in a transaction of its own; a refusal stops none of the others.

    What an earlier delivery recorded is not recorded again, and answered as it was then.
    """
    return tuple(_approved(house, command, delivery) for command in commands)


def _approved(house: House, command: Decide, delivery: str) -> Answer:
    try:
        house.act(
            command.key,
            lambda change, facts, now: approve_among_several(change, command, facts, now),
            command.person,
            delivery=f"{delivery}:{command.key}",
        )
    except Refused as refused:
        return Answer(command.key, refused.sentence)
    return Answer(command.key)
