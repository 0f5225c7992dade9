"""The gate said yes: to whom, when, and to which revision of a change."""

from dataclasses import dataclass
from datetime import datetime

from chatops.core.verdict import State


@dataclass(frozen=True, slots=True)
class Passage:
    """One yes to `caller` at `at`; `state` is approved, or overridden for broken glass."""

    caller: str
    at: datetime
    revision_digest: str
    state: State
