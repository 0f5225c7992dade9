"""Who is away, as it is stored."""

from chatops.core.absence import Absence
from chatops.usecases.house import House


def absence_of(house: House, person: str) -> Absence | None:
    """Return the absence that this person (directory id) is in now; None for who is there."""
    with house.store.reading() as reading:
        found = reading.absences().get(person)
    return found if found is not None and found.is_on(house.now()) else None
