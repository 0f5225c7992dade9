"""Somebody replaces what a change request asks for."""

import secrets

from chatops.core import request as rules
from chatops.core.outcome import Outcome
from chatops.core.request import Revise
from chatops.ledger.commitment import SALT_BYTES
from chatops.usecases.house import House


def revise(house: House, command: Revise, *, delivery: str | None = None) -> Outcome | None:
    """Add a revision; None when this delivery was dealt with before."""
    salt = secrets.token_hex(SALT_BYTES)
    return house.act(
        command.key,
        lambda change, facts, now: rules.revise(change, command, facts, now, salt=salt),
        command.person,
        delivery=delivery,
        systems=command.draft.systems,
    )
