"""Another key takes over the audit log.

Everything there is by then is sealed with the old key, and both keys sign at which size the log
changes hands. What the old one signs after that is worth nothing.
"""

from chatops.core.events_audit import KEYS, KeyRotated
from chatops.core.refused import Refused
from chatops.ledger.keys import Signer
from chatops.ledger.rotation import MOST_ROTATIONS, Rotation, rotated
from chatops.store.log import Growth
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.seal import seal

_ATTEMPTS = 10  # others seal meanwhile, every few seconds


def rotate_key(house: House, after: Signer, by: str) -> Rotation:
    """Hand the log over from the key of this house to another one; `by` is the caller.

    Raises `Refused`: no_key, has_key where it is that key already, other_key where either is not
    a key of this log, too_many_keys, and what sealing and signing raise.
    """
    for _ in range(_ATTEMPTS):
        before = _before(house, after)
        seal(house)
        done = _handed_over(house, before, after, by)
        if done:
            return done
    raise Refused("busy", "Others seal the log all the time. Try again.")


def _before(house: House, after: Signer) -> Signer:
    before = house.signer()
    with house.store.reading() as reading:
        keys = log_keys(reading)
    current = keys.current
    if current is None:
        raise Refused("no_key", "The audit log has no key yet: chatops audit init")
    if before is None:
        sentence = f"The private key of {current.vkey} is not here. Restore it from a backup."
        raise Refused("no_key", sentence)
    if after.public == current:
        raise Refused("has_key", f"This key seals the audit log already: {current.vkey}")
    if len(keys.rotations) >= MOST_ROTATIONS:
        sentence = f"The log has had {MOST_ROTATIONS + 1} keys, and nobody reads more rotations."
        raise Refused("too_many_keys", sentence)
    if before.public != current:
        sentence = f"The key here, {before.public.vkey}, is not that of the log, {current.vkey}."
        raise Refused("other_key", sentence)
    if after.public.name != current.name:
        sentence = f"The new key is of the log “{after.public.name}”, not of “{current.name}”."
        raise Refused("other_key", sentence)
    return before


def _handed_over(house: House, before: Signer, after: Signer, by: str) -> Rotation | None:
    """Write it down, unless the log grew since its size was signed."""
    with house.store.reading() as reading:
        size, head = reading.log.size(), reading.chain_head(KEYS)
    note = rotated(before, after, size)  # a KMS may take seconds: in no transaction
    done = Rotation(before.public, after.public, size)
    now = house.now()
    with house.store.transaction() as tx:
        # To grow by nothing keeps others from growing it until the end of this transaction.
        if not tx.log.grow(Growth(size, (), ())):
            return None
        # Of two at once the second waits at the same note, and finds that it comes too late.
        tx.once(f"key of the log after {head}", now)
        if log_keys(tx).current != before.public:
            return None
        tx.note_key(KeyRotated(before.public.vkey, after.public.vkey, size, note, by), now)
    return done
