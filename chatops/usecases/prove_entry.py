"""Somebody asks for one entry of the log, with the proof that it is in there."""

from dataclasses import dataclass

from chatops.core.refused import Refused
from chatops.core.text import storable
from chatops.ledger.merkle import inclusion_path
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.newest_checkpoint import newest_checkpoint
from chatops.usecases.note_reading import note_reading

_DIGITS = 18


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """Leaf `index` of the log: its canonical body, its path, and the checkpoint this leads to.

    `rotations` lead from each key of the log to the one that took over from it.
    """

    index: int
    body: str
    path: tuple[bytes, ...]
    checkpoint: str
    rotations: tuple[str, ...]


def prove_entry(house: House, entry: str, by: str) -> ProvedEntry:
    """Return the entry (`17` of the log, or `CR-1:3`: 3 of that scope) under the newest checkpoint.

    `by` is the caller, which is noted before. Raises `Refused`: not_found for an entry that is not
    there or not sealed, invalid_input for what names none, not_sealed.
    """
    newest = newest_checkpoint(house)
    with house.store.reading() as reading:
        index = _leaf(entry, reading)
        found = reading.log.entry(index) if index is not None and index < newest.size else None
        if found is None:
            raise Refused("not_found", "There is no such entry, or it is not sealed yet.")
        path = inclusion_path(found.index, newest.size, reading.log.nodes())
        rotations = log_keys(reading).rotations
    note_reading(house, by, "proof", f"{found.scope}:{found.number}")
    return ProvedEntry(found.index, found.body, path, newest.note, rotations)


def _leaf(entry: str, reading: Reading) -> int | None:
    scope, colon, number = entry.rpartition(":")
    is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if not is_number or (colon and not scope):
        told = "An entry is named by its number in the log, or as CR-1:3, the third of CR-1."
        raise Refused("invalid_input", told, field="entry")
    return reading.log.leaf(storable(scope), int(number)) if colon else int(number)
