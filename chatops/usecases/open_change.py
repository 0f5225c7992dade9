"""Somebody asks for a change."""

import secrets
from dataclasses import replace

from chatops.core import request
from chatops.core.outcome import Outcome
from chatops.core.request import Open
from chatops.ledger.commitment import SALT_BYTES
from chatops.usecases.house import House


def open_change(house: House, command: Open, *, delivery: str | None = None) -> Outcome | None:
    """Open a change request; None when this delivery was dealt with before."""
    with house.store.transaction() as tx:
        now = house.now()
        if delivery and not tx.once(delivery, now):
            return None
        facts = house.facts_for(command.draft.systems, tx, command.person)
        facts = replace(facts, viewers=tx.viewers({*facts.standings, command.person}))
        salt = secrets.token_hex(SALT_BYTES)
        outcome = request.open_change(tx.next_key(), command, facts, now, salt=salt)
        tx.record(outcome, facts)
    house.wake()
    return outcome
