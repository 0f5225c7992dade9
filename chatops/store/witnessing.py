"""What can be written down of witnesses, none of which is an entry of the log."""

from collections.abc import Collection, Iterable
from datetime import datetime

from chatops.core.notices import Notice
from chatops.store import outbox, witnesses
from chatops.store.remembering import Remembering


class Witnessing(Remembering):
    """The part of a transaction that is about who is told of checkpoints."""

    def lock_witness(self, name: str, address: str) -> int:
        """Lock the witness until the end; return up to which size it was told at this address."""
        return witnesses.lock(self._session, name, address)

    def claim_witness(
        self, name: str, address: str, size: int, *, now: datetime, until: datetime
    ) -> bool:
        """Take it on to tell the witness of this size; False where there is nothing to do."""
        return witnesses.claim(self._session, name, address, size, now=now, until=until)

    def witness_told(self, name: str, size: int) -> None:
        """Note that the witness was told of this size."""
        witnesses.told(self._session, name, size)

    def witness_failed(self, name: str, error: str, now: datetime) -> None:
        """Note that the witness could not be told."""
        witnesses.failed(self._session, name, error, now)

    def keep_witnesses(self, names: Collection[str]) -> None:
        """Forget all but these, and those that were told of more than was ever signed."""
        witnesses.keep(self._session, names)

    def tell_once(self, notices: Iterable[Notice], at: datetime) -> None:
        """Let those notices wait of which none waits already; their witness is locked."""
        outbox.add_missing(self._session, notices, at)
