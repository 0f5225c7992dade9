"""Time passes: every step that is due is taken, once, whatever number of replicas tick.

A change whose step fails keeps no other from its own: the batch is undone, each of its changes is
tried alone, and the one that fails again is reported and tried anew at the next tick.
"""

from contextlib import suppress
from datetime import datetime
from functools import partial

from chatops.core.chasing import step
from chatops.core.refused import Refused
from chatops.store.database import Transaction
from chatops.usecases.house import House
from chatops.usecases.unguarded import Guard, unguarded

_BATCH = 10  # changes that are locked together: a click on one of them waits so long
_Claimed = tuple[datetime, str]


def chase(house: House, guard: Guard = unguarded) -> int:
    """Take every step that is due; return of how many changes something happened."""
    now, count = house.now(), 0
    last: _Claimed | None = None
    while True:
        claimed: list[_Claimed] = []
        happened = guard("", partial(_some, house, now, last, claimed))
        if happened is None:
            alone = [guard(key, partial(_alone, house, key)) for _, key in claimed]
            happened = sum(filter(None, alone))
        count += happened
        if len(claimed) < _BATCH:
            return count
        last = claimed[-1]


def _some(house: House, now: datetime, after: _Claimed | None, claimed: list[_Claimed]) -> int:
    """Take the next steps in one transaction: a crash before its end undoes and loses nothing.

    Those that it took on are added to `claimed`, which is known where it fails, too.
    """
    with house.store.transaction() as tx:
        claimed += tx.claim_steps(now, after, _BATCH)
        happened = sum(_step(house, tx, key) for _, key in claimed)
    return _woken(house, happened)


def _alone(house: House, key: str) -> int:
    """Take the step of one change; nothing where somebody else took it meanwhile."""
    with house.store.transaction() as tx:
        happened = _step(house, tx, key)
    return _woken(house, happened)


def _woken(house: House, happened: int) -> int:
    if happened:
        house.wake()
    return happened


def _step(house: House, tx: Transaction, key: str) -> bool:
    """Take it; a change that cannot be read (`tampered`) must not keep the others from theirs."""
    with suppress(Refused):
        change = tx.lock(key)
        facts = house.facts_to_act(change, tx)
        outcome = step(change, facts, house.now())
        tx.record(outcome, facts)
        return bool(outcome.events)
    return False
