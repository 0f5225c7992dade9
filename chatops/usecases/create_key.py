"""The audit log gets its first key: from then on it can be sealed."""

from chatops.core.events_audit import KEYS, KeyCreated
from chatops.core.refused import Refused
from chatops.ledger.keys import Signer
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys

_PROBE = b"chatops audit init\n"  # it can be taken for no checkpoint: those have three lines


def create_key(house: House, signer: Signer, by: str) -> None:
    """Write down that this key seals the log; `by` is the caller.

    Raises `Refused`: has_key where the log has one, no_signature where the key does not sign.
    """
    if not signer.public.verifies(_PROBE, signer.sign(_PROBE)):
        raise Refused("no_signature", "The key does not sign as its public key says.")
    now = house.now()
    with house.store.transaction() as tx:
        # Of two at once the second waits at the same note and finds the key of the first.
        tx.once(f"key of the log after {tx.chain_head(KEYS)}", now)
        current = log_keys(tx).current
        if current is not None:
            raise Refused("has_key", f"The audit log has a key already: {current.vkey}")
        tx.note_key(KeyCreated(signer.public.vkey, by), now)
