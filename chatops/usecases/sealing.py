"""Somebody asks how the sealing of the log stands."""

from dataclasses import dataclass
from datetime import timedelta

from chatops.core.refused import Refused
from chatops.ledger.keys import PublicKey
from chatops.store.database import Reading
from chatops.store.unsealed import MOST
from chatops.usecases.check_witnessed import check_witnessed
from chatops.usecases.house import House
from chatops.usecases.interrupted import interrupted
from chatops.usecases.log_keys import LogKeys, log_keys

_MEND = "Restore the key's files, or name them in CHATOPS_AUDIT_KEY; then chatops audit seal"
_REPLACED = (
    "Copy both files of the new key here, the private one and its .pub, or name it in "
    "CHATOPS_AUDIT_KEY."
)
NO_KEY = "There is no audit key, so nothing is sealed; everything else works."


@dataclass(frozen=True, slots=True)
class Sealing:
    """The key that seals, or else `why` not, with what to do about it (`mend`).

    `sealed` entries are under a signed checkpoint, `waiting` are not (counted up to a limit);
    `lag` is the age of the oldest that waits.
    """

    key: PublicKey | None
    why: str
    sealed: int
    waiting: int
    lag: timedelta
    mend: str = ""

    @property
    def counts(self) -> str:
        """Say in a sentence what is sealed and what waits."""
        many = f"{self.waiting:,}{' or more' if self.waiting >= MOST else ''}"
        lag = f"{many}, the oldest for {self.lag.total_seconds():,.0f} s"
        return f"Sealed entries: {self.sealed:,}; waiting: {lag if self.waiting else 'none'}."

    @property
    def sentence(self) -> str:
        """Say how it stands."""
        return f"{self.counts} {self.why}".rstrip()


def sealing(house: House, reading: Reading) -> Sealing:
    """Return how the sealing of the log stands."""
    key, why = _key(house, reading)
    newest = reading.log.newest()
    waiting, oldest = reading.log.unsealed()
    lag = max(house.now() - oldest, timedelta()) if oldest else timedelta()
    size = newest.size if newest else 0
    if why is None:
        return Sealing(key, "", size, waiting, lag)
    return Sealing(None, why.sentence, size, waiting, lag, why.mend or _MEND)


def _key(house: House, reading: Reading) -> tuple[PublicKey | None, Refused | None]:
    keys = LogKeys()
    try:
        keys = log_keys(reading)
        signer = house.signer()
        if signer is None:
            raise _not_here(keys.current)
        _check_file(house, reading, signer.public.name)
        if keys.current != signer.public:
            raise _other(signer.public, keys)
    except Refused as refused:
        return None, interrupted(house, keys.current) or refused
    return keys.current, None


def _check_file(house: House, reading: Reading, name: str) -> None:
    seen = house.witnessed(name)
    try:
        check_witnessed(seen, reading.log)
    except Refused:  # it may be newer than this snapshot
        with house.store.reading() as later:
            check_witnessed(seen, later.log)


def _not_here(current: PublicKey | None) -> Refused:
    if current is None:
        return Refused("no_key", NO_KEY, mend="Make one: chatops audit init")
    return Refused("no_key", f"The log is sealed with {current.vkey}, a key that is not here.")


def _other(public: PublicKey, keys: LogKeys) -> Refused:
    if keys.current is None:
        told = "The log does not know the key that is here: chatops audit init"
        return Refused("other_key", told, mend="chatops audit init")
    told = f"The key here is {public.vkey}, that of the log {keys.current.vkey}."
    if any(one.before == public for one in keys.earlier()):
        return Refused("other_key", f"{told} It was replaced.", mend=_REPLACED)
    return Refused("other_key", told)
