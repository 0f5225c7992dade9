"""Open changes are judged anew: time passes, and policy, directory and people change."""

from chatops.core import outcome as rules
from chatops.core.refused import Refused
from chatops.usecases.house import House


def reassess(house: House) -> int:
    """Judge every open change; return how many verdicts became another state."""
    with house.store.reading() as reading:
        keys = reading.open_keys()
    return sum(_reassess(house, key) for key in keys if _would_change(house, key))


def _would_change(house: House, key: str) -> bool:
    """Look before locking, so that a tick over quiet changes writes nothing.

    A change that cannot be read (`tampered`) must not keep the others from being judged; who
    looks at it, or asks the gate, is told.
    """
    with house.store.reading() as reading:
        try:
            change = reading.change(key)
        except Refused:
            return False
        facts = house.facts_about(change, reading)
    return bool(rules.reassess(change, facts, house.now()).events)


def _reassess(house: House, key: str) -> bool:
    outcome = house.act(key, rules.reassess)
    return bool(outcome and outcome.events)
