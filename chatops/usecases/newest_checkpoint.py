"""Somebody wants the newest checkpoint of the log, which tells how much there is, not what."""

from chatops.core.refused import Refused
from chatops.store.log import Sealed
from chatops.usecases.house import House


def newest_checkpoint(house: House) -> Sealed:
    """Return it; raise `Refused("not_sealed")` where the log was never sealed."""
    with house.store.reading() as reading:
        newest = reading.log.newest()
    if newest is None:
        told = "The audit log was not sealed yet. It needs a key: chatops audit init"
        raise Refused("not_sealed", told)
    return newest
