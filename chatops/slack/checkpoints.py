"""Carries checkpoints of the log: one message a day, drawn anew where it stands."""

from datetime import timedelta

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import CheckpointPost
from chatops.core.quiet import quiet_until
from chatops.slack.posting import Post, Posting
from chatops.slack.views.checkpoint import checkpoint_message, marker
from chatops.usecases.checkpoint_of_day import checkpoint_of_day
from chatops.usecases.house import House

_LOOK_AGAIN = timedelta(minutes=1)  # quiet hours may be changed


class Checkpoints:
    """Posts checkpoints through the courier's `posting`."""

    def __init__(self, house: House, posting: Posting) -> None:
        self._house = house
        self._posting = posting

    def send(self, errand: Errand, notice: CheckpointPost) -> Receipt:
        """Draw the day's message anew, or post it; in quiet hours no new one appears."""
        found = checkpoint_of_day(self._house, notice.day)
        message = checkpoint_message(found.day, found.last.note, found.last.at, found.since)
        with self._house.store.reading() as reading:
            stands = reading.witnesses.place_of(notice)
        changed = self._posting.update(*stands, message) if stands else None
        return changed or self._anew(
            errand, Post(notice.channel, message, marker(notice.day)), stands
        )

    def _anew(self, errand: Errand, post: Post, old: tuple[str, str] | None) -> Receipt:
        """Post it; `old` is where one stands that cannot be changed any more."""
        found = self._posting.found(errand, post)
        if found is not None and not (old and found.ts == old[1]):
            return self._redrawn(found, post) or found
        now = self._house.now()
        quiet = quiet_until(post.channel, self._house.facts(), now)
        if quiet:
            return Receipt(Result.LATER, after=min(quiet - now, _LOOK_AGAIN))
        receipt = self._posting.send(post)
        if old and receipt.result is Result.SENT:
            self._posting.delete(*old)
        return receipt

    def _redrawn(self, found: Receipt, post: Post) -> Receipt | None:
        """Draw what was found anew: it may tell of an earlier checkpoint."""
        is_there = found.result is Result.SENT
        return self._posting.update(found.channel, found.ts, post.message) if is_there else None
