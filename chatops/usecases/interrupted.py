"""A key was replaced, but its file did not take the place of the old one yet."""

from chatops.core.refused import Refused
from chatops.ledger.keys import PublicKey
from chatops.usecases.house import House

_ROTATE = "chatops audit rotate"


def interrupted(house: House, current: PublicKey | None) -> Refused | None:
    """Return what to refuse with where the log's present key still waits for its place."""
    if current is None or house.next_key() != current:
        return None
    return Refused("other_key", f"A rotation was interrupted: {_ROTATE}", mend=_ROTATE)
