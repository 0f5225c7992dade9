"""What is owed and overdue is told to those concerned, once."""

from contextlib import suppress

from chatops.core import paying
from chatops.core.refused import Refused
from chatops.usecases.house import House


def remind(house: House) -> int:
    """Tell what became overdue; return of how many changes."""
    with house.store.reading() as reading:
        keys = reading.owing_keys(house.now())
    return sum(_remind(house, key) for key in keys)


def _remind(house: House, key: str) -> bool:
    """Tell; a change that cannot be read (`tampered`) must not keep the others from being told."""
    with suppress(Refused):
        outcome = house.act(key, paying.overdue)
        return bool(outcome and outcome.events)
    return False
