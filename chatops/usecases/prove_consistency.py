"""Somebody who knew the log when it was smaller asks for the proof that it has only grown."""

from dataclasses import dataclass

from chatops.core.refused import Refused
from chatops.ledger.merkle import consistency_path
from chatops.store.database import Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.note_reading import note_reading


@dataclass(frozen=True, slots=True)
class Grown:
    """From `first` entries to `second`, the path between, and the checkpoint of the second.

    `rotations` lead from each key of the log to the one that took over from it.
    """

    first: int
    second: int
    path: tuple[bytes, ...]
    checkpoint: str
    rotations: tuple[str, ...]


def prove_consistency(house: House, first: int, second: int | None, by: str) -> Grown:
    """Return the proof between two sizes; without a second one up to the newest checkpoint.

    `by` is the caller, which is noted before. Raises `Refused`: invalid_input for a first size that
    is not between 1 and the second, not_found where none was signed at the second, not_sealed.
    """
    with house.store.reading() as reading:
        sealed = _checkpoint(second, reading)
        if not 1 <= first <= sealed.size:
            told = f"The log can have grown from 1 to {sealed.size:,} entries, not from {first:,}."
            raise Refused("invalid_input", told, field="from")
        path = consistency_path(first, sealed.size, reading.log.nodes())
        rotations = log_keys(reading).rotations
    note_reading(house, by, "consistency", f"{first} to {sealed.size}")
    return Grown(first, sealed.size, path, sealed.note, rotations)


def _checkpoint(size: int | None, reading: Reading) -> Sealed:
    if size is None:
        newest = reading.log.newest()
        if newest is None:
            raise Refused("not_sealed", "The audit log was not sealed yet.")
        return newest
    found = reading.log.checkpoint(size)
    if found is None:
        raise Refused("not_found", f"No checkpoint was signed at {size:,} entries.")
    return found
