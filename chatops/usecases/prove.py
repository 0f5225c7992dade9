"""Somebody wants the proof of what happened to a change, or of any other scope, as one file.

What was written is sealed first, with the entry that a proof was asked for: so the proof covers
all there is, and says itself how much that was.
"""

import json
from collections.abc import Iterable

from chatops.core.refused import Refused
from chatops.core.text import storable
from chatops.ledger.bundle import MOST_CHARACTERS, PROOF, READS, asked_of, made, policies_of, proven
from chatops.ledger.evidence import Evidence, OpenedWord
from chatops.ledger.merkle import Nodes, inclusion_path
from chatops.ledger.note import parsed, signers
from chatops.ledger.unproven import Unproven
from chatops.store.database import Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.note_reading import note_reading
from chatops.usecases.seal import seal

_INIT = "The audit log has no key yet, so nobody can prove anything. Make one: chatops audit init"
_ATTEMPTS = 20
_MOST_ENTRIES = 20_000


def prove(house: House, about: str, by: str) -> str:
    """Return the proof (`ledger/bundle.py`) of a change, by its key, or of another scope.

    `by` is the caller, which is noted before. Raises `Refused`: unknown_change, not_found (no
    entries), no_audit_key, not_sealed, too_long, tampered, and what the signer raises.
    """
    about = storable(about)
    with house.store.reading() as reading:
        count = _count(reading, about)
        has_key = log_keys(reading).current is not None
    if not has_key or house.signer() is None:
        raise Refused("no_audit_key", _INIT)
    asked = note_reading(house, by, PROOF, asked_of(about, count))
    newest = _sealed(house, ((about, count), (READS, asked)))
    with house.store.reading() as reading:
        try:
            return _made(reading, newest, about, count, asked)
        except (Unproven, LookupError, ValueError, TypeError, AttributeError) as error:
            raise _tampered(error) from error


def _count(reading: Reading, about: str) -> int:
    if about.startswith("CR-"):
        reading.change(about)
    count = len(reading.entries(about))
    if not count:
        raise Refused("not_found", f"The audit log has no entries about {about}.")
    if count > _MOST_ENTRIES:
        raise _too_long(about)
    return count


def _sealed(house: House, last: Iterable[tuple[str, int]]) -> Sealed:
    """Return a checkpoint that covers these entries (scope, number); somebody else may make it."""
    for _ in range(_ATTEMPTS):
        seal(house)
        with house.store.reading() as reading:
            newest = reading.log.newest()
            leaves = [reading.log.leaf(scope, number) for scope, number in last]
        if newest and all(one is not None and one < newest.size for one in leaves):
            return newest
    sentence = "Another transaction is still open, so not all entries are sealed yet."
    raise Refused("not_sealed", f"{sentence} Try again in a moment.")


def _made(reading: Reading, newest: Sealed, about: str, count: int, asked: int) -> str:
    keys = log_keys(reading)
    ring = keys.ring()
    nodes = reading.log.nodes()
    entries = _evidence(reading, newest.size, nodes, about, range(1, count + 1))
    events = (json.loads(one.body)["event"] for one in entries)
    digests = dict.fromkeys(digest for event in events for digest in policies_of(event))
    texts = {one: reading.policy_text(one) for one in digests}
    key, *_ = signers(parsed(newest.note), ring.keys)
    text = made(
        about,
        entries,
        _evidence(reading, newest.size, nodes, READS, [asked])[0],
        checkpoint=newest.note,
        key=key,
        rotations=keys.rotations,
        policies={digest: text for digest, text in texts.items() if text is not None},
    )
    if len(text) > MOST_CHARACTERS:
        raise _too_long(about)
    proven(text, ring.keys)  # what leaves the house was checked as a stranger would check it
    return text


def _evidence(
    reading: Reading, size: int, nodes: Nodes, scope: str, numbers: Iterable[int]
) -> list[Evidence]:
    """Return the entries of the scope with their paths in the log of this size."""
    words, found = reading.words(scope), list[Evidence]()
    for number in numbers:
        index = reading.log.leaf(scope, number)
        entry = reading.log.entry(index) if index is not None else None
        if entry is None or entry.index >= size:
            raise Unproven(f"Entry {number} of {scope} is not under the checkpoint.")
        opened = tuple(
            OpenedWord(one.field, one.salt, json.loads(one.text))
            for one in words.get(number, ())
            if one.salt is not None and one.text is not None
        )
        path = inclusion_path(entry.index, size, nodes)
        found.append(Evidence(entry.index, entry.body, path, opened))
    return found


def _too_long(about: str) -> Refused:
    sentence = f"A proof of {about} would be too long to be read."
    return Refused("too_long", f"{sentence} Export its entries: chatops audit export")


def _tampered(error: Exception) -> Refused:
    why = error.sentence if isinstance(error, Unproven) else "Something in it cannot be read."
    sentence = f"The log does not prove this. {why} Look closer: chatops audit verify"
    return Refused("tampered", sentence)
