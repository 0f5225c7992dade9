"""What `record` has to write, ready for either database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chatops.core.change import Change
from chatops.store.session import Values


@dataclass(frozen=True, slots=True)
class Writing:
    """The change as it shall be, the new end of its chain, and the rows to add, as JSON values."""

    change: Change
    at: datetime
    seq: int
    head: str
    revisions: list[Values]
    decisions: list[Values]
    entries: list[Values]
    parcels: list[Values]

    @property
    def is_new(self) -> bool:
        """Tell whether the change is recorded for the first time."""
        return self.change.version == 0

    def scalars(self) -> dict[str, Any]:
        """Return the values of the change and of its chain."""
        change = self.change
        return {
            "key": change.key,
            "number": int(change.key.rpartition("-")[2]),
            "requester": change.requester,
            "source": change.source,
            "status": change.status.value,
            "opened_at": change.opened_at,
            "expires_at": change.expires_at,
            "state": change.state.value,
            "told": change.told,
            "version": change.version,
            "at": self.at,
            "seq": self.seq,
            "head": self.head,
        }
