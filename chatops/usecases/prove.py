"""Somebody wants the proof of what happened to a change, or of any other scope, as one file.

What was written is sealed first, with the entry that a proof was asked for: so the proof covers
all there is, and says itself how much that was.
"""

import json
import time
from collections.abc import Iterable

from chatops.core.events_audit import TrailRead
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
from chatops.usecases.seal import seal

_INIT = "The audit log has no key yet, so nobody can prove anything. Make one: chatops audit init"
_PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0)  # a replica seals every few seconds
_MOST_ENTRIES = 20_000


def prove(house: House, about: str, by: str) -> str:
    """Return the proof (`ledger/bundle.py`) of a change, by its key, or of another scope.

    `by` is the caller, which is noted before. Without the log's key it waits some seconds for
    whoever has it to seal. Raises `Refused`: unknown_change, not_found (no entries), no_audit_key,
    not_sealed, too_long, tampered, and what the signer raises.
    """
    about = storable(about)
    with house.store.reading() as reading:
        if log_keys(reading).current is None:
            raise Refused("no_audit_key", _INIT)
    count, asked = _asked(house, about, by)
    newest = _sealed(house, ((about, count), (READS, asked)))
    with house.store.reading() as reading:
        try:
            return _made(reading, newest, about, count, asked)
        except (Unproven, LookupError, ValueError, TypeError, AttributeError) as error:
            raise _tampered(error) from error


def _asked(house: House, about: str, by: str) -> tuple[int, int]:
    """Note the asking; return how many entries there were right then, and its own number."""
    with house.store.transaction() as tx:
        if about.startswith("CR-"):
            tx.change(about)
        count = tx.hold(about)
        if not count:
            raise Refused("not_found", f"The audit log has no entries about {about}.")
        if count > _MOST_ENTRIES:
            raise _too_long(about)
        return count, tx.note_reading(TrailRead(by, PROOF, asked_of(about, count)), house.now())


def _sealed(house: House, last: Iterable[tuple[str, int]]) -> Sealed:
    """Return a checkpoint that covers these entries (scope, number); somebody else may make it."""
    for pause in _PAUSES:
        time.sleep(pause)
        seal(house)
        with house.store.reading() as reading:
            newest = reading.log.newest()
            leaves = [reading.log.leaf(scope, number) for scope, number in last]
        if newest and all(one is not None and one < newest.size for one in leaves):
            return newest
    sentence = "Another transaction is still open, so not all entries are sealed yet."
    if house.signer() is None:
        sentence = "The key of the audit log is not on this machine, and nobody sealed meanwhile."
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
