"""Somebody asks how the sealing of the log stands."""

from dataclasses import dataclass
from datetime import timedelta

from chatops.core.refused import Refused
from chatops.ledger.keys import PublicKey
from chatops.store.database import Reading
from chatops.store.unsealed import MOST
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys

NO_KEY = "There is no audit key, so nothing is sealed; everything else works."


@dataclass(frozen=True, slots=True)
class Sealing:
    """The key that seals, or else `why` not; `lag` is the age of the oldest entry that waits.

    `sealed` entries are under a signed checkpoint, `waiting` are not (counted up to a limit).
    """

    key: PublicKey | None
    why: str
    sealed: int
    waiting: int
    lag: timedelta

    @property
    def counts(self) -> str:
        """Say in a sentence what is sealed and what waits."""
        many = f"{self.waiting:,}{' or more' if self.waiting >= MOST else ''}"
        lag = f"{many}, the oldest for {self.lag.total_seconds():,.0f} s"
        return f"Sealed entries: {self.sealed:,}; waiting: {lag if self.waiting else 'none'}."

    @property
    def sentence(self) -> str:
        """Say how it stands."""
        return f"{self.why} {self.counts}" if self.why else self.counts


def sealing(house: House, reading: Reading) -> Sealing:
    """Return how the sealing of the log stands."""
    key, why = _key(house, reading)
    newest = reading.log.newest()
    waiting, oldest = reading.log.unsealed()
    lag = max(house.now() - oldest, timedelta()) if oldest else timedelta()
    return Sealing(key, why, newest.size if newest else 0, waiting, lag)


def _key(house: House, reading: Reading) -> tuple[PublicKey | None, str]:
    try:
        signer = house.signer()
        current = log_keys(reading).current
    except Refused as refused:
        return None, refused.sentence
    if signer is None:
        told = f"The log is sealed with {current.vkey}, a key that is not here." if current else ""
        return None, told or NO_KEY
    if current is None:
        return None, "The log does not know the key that is here: chatops audit init"
    if current != signer.public:
        return None, f"The key here is {signer.public.vkey}, that of the log {current.vkey}."
    return current, ""
