"""Somebody looks at the digest of a director's week as it is counted now; nothing is written."""

from chatops.core.digest import Digest
from chatops.usecases.count_digest import count_digest
from chatops.usecases.house import House


def make_digest(
    house: House, director: str, label: str | None = None, *, version: int = 1
) -> Digest:
    """Return the digest of this week, or of the last one that is due.

    Raises what `count_digest` raises.
    """
    return count_digest(house, director, label, version=version).digest
