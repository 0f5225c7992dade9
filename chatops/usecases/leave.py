"""Somebody's account is gone: what waits for them moves to others."""

from chatops.core import leaving as rules
from chatops.core.refused import Refused
from chatops.usecases.house import House


def leave(house: House, person: str, why: str) -> int:
    """Judge anew each open change that asks this person (directory id); return how many moved.

    To be called once it is stored how they stand. `why` completes a sentence that begins with
    their name. Each change is a transaction of its own; again it does nothing.
    """
    with house.store.reading() as reading:
        keys = reading.keys_asking(person)
    return sum(_moved(house, key, person, why) for key in keys)


def _moved(house: House, key: str, person: str, why: str) -> bool:
    try:
        outcome = house.act(
            key, lambda change, facts, now: rules.leave(change, person, why, facts, now), person
        )
    except Refused:  # `tampered`: who looks at it is told, and the others move all the same
        return False
    return outcome is not None and person not in outcome.change.asked
