"""Break-glass: going ahead without approval, declared, loud, single use, with a review owed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Declaration:
    """One break-glass on exactly one revision. `number` orders those of a change, from 1.

    It opens the gate once, before `expires_at`; `used_by` is the caller that went through.
    """

    number: int
    person: str
    reason: str
    revision: int
    revision_digest: str
    environment: str
    surface: str
    at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: str = ""

    def is_good(self, now: datetime) -> bool:
        """Tell whether it can still be used; the moment of expiry is too late."""
        return self.used_at is None and now < self.expires_at
