"""An incident of a system, as its incident tool tells it: the history that approvers look at."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """`id` is the tool's own; `key` is the change that is said to have caused it, or empty."""

    id: str
    system: str
    title: str
    severity: str
    began_at: datetime
    ended_at: datetime | None = None
    link: str = ""
    key: str = ""
    posted_by: str = ""
