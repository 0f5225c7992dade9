"""Open changes are judged anew: time passes, and policy, directory and people change."""

from chatops.core import outcome as rules
from chatops.usecases.house import House


def reassess(house: House) -> int:
    """Judge every open change; return how many verdicts became another state."""
    with house.store.reading() as reading:
        keys = reading.open_keys()
    changed = sum(_reassess(house, key) for key in keys if _would_change(house, key))
    if changed:
        house.wake()
    return changed


def _would_change(house: House, key: str) -> bool:
    """Look before locking, so that a tick over quiet changes writes nothing."""
    with house.store.reading() as reading:
        change = reading.change(key)
        facts = house.facts_about(change, reading)
    return bool(rules.reassess(change, facts, house.now()).events)


def _reassess(house: House, key: str) -> bool:
    with house.store.transaction() as tx:
        change = tx.lock(key)
        facts = house.facts_about(change, tx)
        outcome = rules.reassess(change, facts, house.now())
        tx.record(outcome, facts)
    return bool(outcome.events)
