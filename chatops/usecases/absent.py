"""Somebody asks who is away."""

from chatops.core.absence import Absence
from chatops.usecases.house import House


def absent(house: House) -> tuple[Absence, ...]:
    """Return the absences of this moment, who is back first first."""
    now = house.now()
    with house.store.reading() as reading:
        stored = reading.absences().values()
    on = (one for one in stored if one.is_on(now))
    return tuple(sorted(on, key=lambda one: (one.until, one.person)))
