"""Time passes: every step that is due is taken, once, whatever number of replicas tick."""

from contextlib import suppress
from datetime import datetime

from chatops.core.chasing import step
from chatops.core.refused import Refused
from chatops.store.database import Transaction
from chatops.usecases.house import House

_BATCH = 10  # changes that are locked together: a click on one of them waits so long
_Claimed = tuple[datetime, str]


def chase(house: House) -> int:
    """Take every step that is due; return of how many changes something happened."""
    now, count = house.now(), 0
    last: _Claimed | None = None
    while True:
        claimed, happened = _some(house, now, last)
        count += happened
        if len(claimed) < _BATCH:
            return count
        last = claimed[-1]


def _some(house: House, now: datetime, after: _Claimed | None) -> tuple[tuple[_Claimed, ...], int]:
    """Take the next steps in one transaction: a crash before its end undoes and loses nothing."""
    with house.store.transaction() as tx:
        claimed = tx.claim_steps(now, after, _BATCH)
        happened = sum(_step(house, tx, key) for _, key in claimed)
    if happened:
        house.wake()
    return claimed, happened


def _step(house: House, tx: Transaction, key: str) -> bool:
    """Take it; a change that cannot be read (`tampered`) must not keep the others from theirs."""
    with suppress(Refused):
        change = tx.lock(key)
        facts = house.facts_to_act(change, tx)
        outcome = step(change, facts, house.now())
        tx.record(outcome, facts)
        return bool(outcome.events)
    return False
