"""A house whose log has a key, and everything about its checkpoints checked."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

from chatops.core.events_audit import KeyCreated
from chatops.ledger.keys import Signer
from chatops.ledger.merkle import leaf_hash, root_of
from chatops.ledger.rotation import keyring
from chatops.store.database import Store
from chatops.usecases.house import House
from tests import builders as make
from tests.ledger.signing import signer
from tests.store.growing import sealed_ones


def house_of(store: Store, signing: Callable[[], Signer | None] = signer) -> House:
    """Return a house on this store; its clock moves on at each look."""
    ticks = count(1)
    return House(
        store,
        make.facts,
        lambda: make.NOW + timedelta(microseconds=next(ticks)),
        lambda: None,
        signer=signing,
    )


def keyed(store: Store, key: str = "") -> House:
    """Return a house whose log knows its key."""
    with store.transaction() as tx:
        tx.note_key(KeyCreated(key or signer().public.vkey, "cli:root"), make.NOW)
    return house_of(store)


def check_sealed(store: Store) -> list[tuple[str, int]]:
    """Check leaves and checkpoints against all bodies; return the sealed entries in order."""
    ones = sealed_ones(store)
    ring = keyring([signer().public])
    with store.reading() as reading:
        log = reading.log
        leaves = [leaf_hash(one.body.encode()) for one in log.entries_from(0, len(ones))]
        for one in log.checkpoints(0, 10_000):
            said = ring.checkpoint(one.note)
            assert (said.size, said.root.hex()) == (one.size, one.root)
            assert said.root == root_of(leaves[: one.size])
        newest = log.newest()
        assert (newest.size if newest else 0) == len(ones)
        assert log.unsealed() == (0, None)
    return ones
