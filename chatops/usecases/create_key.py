"""The audit log gets its first key: from then on it can be sealed."""

from chatops.core.events_audit import KEYS, KeyCreated
from chatops.core.refused import Refused
from chatops.ledger.keys import Signer
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys

_PROBE = b"chatops audit init\n"  # it can be taken for no checkpoint: those have three lines


def create_key(house: House, signer: Signer, by: str, *, anew: bool = False) -> None:
    """Write down that this key seals the log; `by` is the caller.

    Raises `Refused`: has_key where the log has one, no_signature where the key does not sign, and
    split_view where the file of checkpoints tells of a log: of another one it may, if this one is
    begun `anew`.
    """
    if not signer.public.verifies(_PROBE, signer.sign(_PROBE)):
        raise Refused("no_signature", "The key does not sign as its public key says.")
    name, now = signer.public.name, house.now()
    begins = house.witnessed(name), house.witnessed("")
    with house.store.transaction() as tx:
        # Of two at once the second waits at the same note and finds the key of the first.
        tx.once(f"key of the log after {tx.chain_head(KEYS)}", now)
        current = log_keys(tx).current
        if current is not None:
            raise Refused("has_key", f"The audit log has a key already: {current.vkey}")
        _check_is_new(*begins, anew=anew)
        tx.note_key(KeyCreated(signer.public.vkey, by), now)


def _check_is_new(mine: str | None, any_: str | None, *, anew: bool) -> None:
    note = mine or any_
    if not note or (anew and not mine):
        return
    name = note.partition("\n")[0]
    lost = "it was emptied, restored from an older copy, or is another one"
    told = f"CHATOPS_AUDIT_FILE holds checkpoints of the log “{name}” that this database lacks"
    if mine:
        way = "with another name (and another key), or another CHATOPS_AUDIT_FILE"
    else:
        way = "with --begin-anew"
    raise Refused("split_view", f"{told}: {lost}. Restore the right one, or begin anew {way}.")
