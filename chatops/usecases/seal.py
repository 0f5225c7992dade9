"""What was written down joins the log, and a checkpoint of it is signed.

Any number of replicas may do so at any time. No decision waits for it: hashes are computed in a
snapshot, a short transaction adds them, and what signs (a KMS may take seconds) does so in none.
"""

from time import sleep

from chatops.core.refused import Refused
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.keys import Signer
from chatops.ledger.merkle import check_consistency, consistency_path
from chatops.ledger.unproven import Unproven
from chatops.store.database import Reading
from chatops.store.log import Log, Sealed
from chatops.usecases.check_witnessed import check_witnessed
from chatops.usecases.house import House
from chatops.usecases.interrupted import interrupted
from chatops.usecases.log_keys import log_keys

_AT_ONCE = {"postgresql": 1000, "sqlite": 500}
"""How many entries one transaction adds; on SQLite decisions wait for the same writer."""
_ATTEMPTS, _PAUSE = 20, 0.05  # a second in all: the next turn tries again


def seal(house: House) -> Sealed | None:
    """Seal what there is by now and return the new checkpoint.

    None without a key, and where there is nothing new or somebody else is sealing it. Raises
    `Refused`: other_key, split_view, and what the signer raises.
    """
    signer = _signer(house)
    if signer is None:
        return None
    seen = house.witnessed(signer.public.name)
    with house.store.reading() as reading:
        _check_key(house, reading, signer)
        _check_end(reading.log)
        check_witnessed(seen, reading.log)
    if not _append(house):
        return None
    if _moved(house) and _begin_epoch(house):
        _append(house)
    return _checkpoint(house, signer)


def _signer(house: House) -> Signer | None:
    try:
        return house.signer()
    except Refused as refused:
        with house.store.reading() as reading:
            current = log_keys(reading).current
        raise interrupted(house, current) or refused from None


def _check_key(house: House, reading: Reading, signer: Signer) -> None:
    current = log_keys(reading).current
    if current is None:
        raise Refused("other_key", "The log does not know its key yet: chatops audit init")
    if current != signer.public:
        between = interrupted(house, current)
        if between:
            raise between
        told = f"The key here, {signer.public.vkey}, is not that of the log, {current.vkey}."
        raise Refused("other_key", f"{told} Nothing is sealed with it.")


def _check_end(log: Log) -> None:
    """Check that the log did not become shorter, and ends in an entry that is there."""
    newest, size = log.newest(), log.size()
    if (newest and size < newest.size) or (size and log.entry(size - 1) is None):
        raise _split(newest.size if newest else size)


def _append(house: House) -> bool:
    """Append what there is by now; False where somebody else does so."""
    limit = _AT_ONCE[house.store.dialect]
    while True:
        with house.store.reading() as reading:
            growth = reading.log.growth(limit)
        if growth is None:
            return True
        with house.store.transaction() as tx:
            if not tx.log.grow(growth):
                return False
        if len(growth.entries) < limit:  # what came meanwhile is for the next turn
            return True


def _moved(house: House) -> bool:
    with house.store.reading() as reading:
        return reading.log.moved() is not None


def _begin_epoch(house: House) -> bool:
    """Let an epoch begin as soon as all that ran has ended; False where that takes too long."""
    with house.store.transaction() as tx:
        horizon = tx.log.horizon()
    for _ in range(_ATTEMPTS):
        with house.store.transaction() as tx:
            if tx.log.begin_epoch(horizon):
                return True
        sleep(_PAUSE)
    return False


def _checkpoint(house: House, signer: Signer) -> Sealed | None:
    with house.store.reading() as reading:
        newest, size = reading.log.newest(), reading.log.size()
        if size == (newest.size if newest else 0):
            return None
        root = _root(reading.log, newest)
    note = sealed(Checkpoint(signer.public.name, size, root), signer)
    made = Sealed(size, root.hex(), note, house.now())
    with house.store.transaction() as tx:
        if not tx.log.put(made):
            return None
        _check_key(house, tx, signer)  # another may have taken over meanwhile
    return made


def _root(log: Log, newest: Sealed | None) -> bytes:
    """Return the root of the log, which goes on from what was signed last."""
    edge = log.edge()
    root = edge.root()
    if newest is None:
        return root
    try:
        signed = bytes.fromhex(newest.root)
        path = consistency_path(newest.size, edge.size, log.nodes())
        check_consistency(newest.size, edge.size, signed, root, path)
    except (Unproven, ValueError, IndexError) as error:
        raise _split(newest.size) from error
    return root


def _split(size: int) -> Refused:
    told = f"The stored log no longer begins with the {size:,} entries that were sealed."
    return Refused("split_view", f"{told} Nothing is signed until it does: chatops audit verify")
