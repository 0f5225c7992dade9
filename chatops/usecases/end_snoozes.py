"""Who snoozed a change hears of it again when their moment has come, once."""

from contextlib import suppress

from chatops.core import snoozing
from chatops.core.refused import Refused
from chatops.usecases.house import House


def end_snoozes(house: House) -> int:
    """End the snoozes whose moment has come; return of how many changes."""
    with house.store.reading() as reading:
        keys = reading.snoozed_keys(house.now())
    return sum(_end(house, key) for key in keys)


def _end(house: House, key: str) -> bool:
    """End them; a change that cannot be read (`tampered`) must not keep the others from it."""
    with suppress(Refused):
        outcome = house.act(key, snoozing.end)
        return bool(outcome and outcome.events)
    return False
