"""Errands: what waits in the outbox to be carried to Slack, and how the carrying ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chatops.core.notices import Notice


@dataclass(frozen=True, slots=True)
class Errand:
    """One claimed outbox row.

    `in_doubt` says that an earlier attempt may have reached Slack without our knowing: look
    before posting again. `first_tried_at` is when the first attempt began. `is_behind` says that
    older lines of its lane wait for the end of quiet hours.
    """

    id: int
    notice: Notice
    created_at: datetime
    attempts: int
    in_doubt: bool
    first_tried_at: datetime
    is_behind: bool = False


class Result(StrEnum):
    """How one attempt ended."""

    SENT = "sent"
    LATER = "later"  # not tried, or told to wait: costs no attempt
    FAILED = "failed"  # certainly not delivered; try again
    UNKNOWN = "unknown"  # may have been delivered; look, then try again
    HOPELESS = "hopeless"  # will never succeed: goes to the dead letters
    QUIET = "quiet"  # held back; what comes after it in its lane goes on
    LOST = "lost"  # the channel takes no messages any more


@dataclass(frozen=True, slots=True)
class Card:
    """Where the card of a change stands: channel and Slack's message `ts`."""

    key: str
    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result; `ts` and `channel` of a message that now stands; `after` for LATER and QUIET.

    `card` is one that had to be posted on the way.
    """

    result: Result
    channel: str = ""
    ts: str = ""
    after: timedelta = timedelta(0)
    error: str = ""
    card: Card | None = None
