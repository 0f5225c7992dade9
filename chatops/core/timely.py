"""What comes too late: the change is over, deployed, or at another revision by now."""

from datetime import datetime

from chatops.core.blocking import as_open
from chatops.core.change import Change
from chatops.core.evaluate import is_over
from chatops.core.refused import Refused


def check_open(change: Change, revision: int, now: datetime) -> None:
    """Raise `Refused` for a change that is over, and for an older revision."""
    check_not_cancelled(change)
    if is_over(change, now):
        sentence = f"{change.key} has expired. The requester can send a new revision to go on."
        raise Refused("expired", sentence)
    check_revision(change, revision)


def check_blocking(change: Change, revision: int, now: datetime) -> None:
    """Raise `Refused` as `check_open` does, but not for what was cancelled.

    Its rejection blocks the commit as long as it would have, and may be taken back as long.
    """
    live = as_open(change)
    check_open(change if is_over(live, now) else live, revision, now)


def check_waiting(change: Change, now: datetime) -> None:
    """Raise `Refused` for a change that waits for nobody: it is over, or deployed."""
    check_open(change, change.present.number, now)
    if change.is_deployed:
        sentence = f"{change.key} is deployed, so it waits for nobody's sign-off any more."
        raise Refused("deployed", sentence)


def check_revision(change: Change, revision: int) -> None:
    """Raise `Refused("stale_revision")` for an older one than the present."""
    present = change.present
    if revision != present.number:
        raise Refused(
            "stale_revision",
            f"{change.key} was changed since that card was drawn: it is at revision "
            f"{present.number}, the card showed revision {revision}. "
            f"Nothing was recorded; please read revision {present.number}.",
        )


def check_not_cancelled(change: Change) -> None:
    """Raise `Refused("cancelled")` for a change that was taken back: that is for good."""
    if change.cancellations:
        sentence = f"{change.key} was cancelled, for good. Open a new change request instead."
        raise Refused("cancelled", sentence)
