"""One thing that was examined: whether it is as it should be, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How an examined thing is; only `fail` keeps the service from working."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """What was examined, how it is, what was found, and what to do about it."""

    name: str
    health: Health
    sentence: str
    mend: str = ""
