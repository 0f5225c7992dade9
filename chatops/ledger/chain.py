"""The audit trail of one scope (a change, or a system's gate) as a hash chain.

`hash = SHA-256(previous hash bytes || canonical entry bytes)`. An entry that was edited,
removed from the middle or reordered no longer fits its successor. A chain alone cannot show
that its tail was cut off: for that its head has to be known somewhere else.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One stored entry: its number in the scope (from 1), its canonical body, its hash in hex."""

    number: int
    body: str
    hash: str


def link(head: str, body: str) -> str:
    """Return the hash of the entry `body` that follows `head` (64 hex digits)."""
    return hashlib.sha256(bytes.fromhex(head) + body.encode()).hexdigest()


def first_fault(links: Iterable[Link], head: str) -> str | None:
    """Say what is wrong with the first wrong entry; None for a sound chain that ends in `head`."""
    expected, previous = 1, GENESIS
    for entry in links:
        if entry.number != expected:
            return f"entry {expected} is missing (found {entry.number} in its place)"
        if link(previous, entry.body) != entry.hash:
            return f"entry {entry.number} was changed after it was written"
        expected, previous = expected + 1, entry.hash
    if previous != head:
        return f"the chain ends after entry {expected - 1}, but its head is another entry"
    return None
