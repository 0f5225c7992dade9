"""Carries weekly digests: the message, drawn as it stands now, and the files in its thread.

A message that stands already is drawn anew; where it was posted the store remembers. Where a
workspace refuses a block that is newer than it, the same is drawn with an older one.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from slack_sdk import WebClient

from chatops.core.digest_shown import ShownDigest
from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import FILES, DigestPost
from chatops.slack.buckets import Buckets
from chatops.slack.channels import Channels, UntoldError
from chatops.slack.digest_files import File, Files
from chatops.slack.paced import Paced
from chatops.slack.posting import Post, Posting, later, refuses_blocks
from chatops.slack.views.digest import digest_message, file_title, files_line, marker
from chatops.slack.views.digest_charts import Drawing
from chatops.slack.views.mending import NO_DRAWING, NOT_POSTED, no_account
from chatops.usecases.digest_file import digest_file
from chatops.usecases.digest_in_channel import digest_in_channel
from chatops.usecases.house import House
from chatops.usecases.show_digest import show_digest

_PATIENCE = timedelta(hours=1)
Place = tuple[str, str]
"""Slack's id of a conversation, and the `ts` of a message there."""


class Digests:
    """Posts digests through the courier's `posting`."""

    def __init__(
        self,
        house: House,
        client: WebClient,
        posting: Posting,
        buckets: Buckets,
        monotonic: Callable[[], float],
    ) -> None:
        channels = Channels(Paced(client, buckets), monotonic)
        self._house = replace(house, is_public=channels.openness)
        self._impatient = replace(house, is_public=partial(_open_or_unknown, channels))
        self._posting = posting
        self._files = Files(client, posting, buckets)

    def send(self, errand: Errand, notice: DigestPost) -> Receipt:
        """Post the message or draw it anew, or put one of its files below it.

        While Slack does not tell which channels are public it waits, though not for ever: to count
        them as private would veil for good what everybody may see.
        """
        try:
            return self._sent(self._house, errand, notice)
        except UntoldError as untold:
            if self._house.now() - errand.created_at < _PATIENCE:
                return later(untold.wait, "waiting to hear which channels are public")
        return self._sent(self._impatient, errand, notice)

    def _sent(self, house: House, errand: Errand, notice: DigestPost) -> Receipt:
        shown = show_digest(house, notice.person, notice.week, notice.version)
        with house.store.reading() as reading:
            stands = reading.digests.place_of(notice)
        if not notice.part:
            return self._message(house, errand, notice, shown, stands)
        if stands is None:
            return Receipt(Result.HOPELESS, error=NOT_POSTED)
        return self._files.put(errand, self._file(house, notice, shown, *stands))

    def _message(
        self,
        house: House,
        errand: Errand,
        notice: DigestPost,
        shown: ShownDigest,
        stands: Place | None,
    ) -> Receipt:
        facts = house.facts()
        person = facts.directory.find(notice.person)
        goal = notice.channel or (person.slack_id if person else None)
        if not goal:
            return Receipt(Result.FAILED, error=no_account(notice.person))
        seen = digest_in_channel(house, shown, notice.channel)
        for drawing in Drawing:
            message = digest_message(seen, facts, drawing)
            is_direct = not notice.channel
            post = Post(goal, message, marker(shown.digest), is_direct=is_direct)
            receipt = self._drawn(errand, post, stands)
            if not refuses_blocks(receipt):
                return receipt
        return Receipt(Result.HOPELESS, error=NO_DRAWING)

    def _drawn(self, errand: Errand, post: Post, stands: Place | None) -> Receipt:
        """Change the message where it stands; one that is gone is posted anew."""
        if stands is None:
            return self._posting.deliver(errand, post)
        changed = self._posting.update(*stands, post.message)
        return changed or self._posting.deliver(errand, post)

    def _file(
        self, house: House, notice: DigestPost, shown: ShownDigest, place: str, thread: str
    ) -> File:
        digest, part = shown.digest, notice.part
        seen = digest_in_channel(house, shown, notice.channel)
        name = f"digest-{notice.week}-v{notice.version}-{notice.person}.{part}"
        block_id = f"files:{notice.person}:{notice.week}:{notice.version}"
        line = Post(place, files_line(digest, block_id), block_id, thread)
        content = digest_file(
            *(house, seen.digest, part, notice.channel),
            sha256=shown.hash,
            checkpoint=shown.checkpoint or "",
        )
        return File(name, file_title(digest, part), content, line, speaks=part == FILES[0])


def _open_or_unknown(channels: Channels, channel: str) -> bool | None:
    try:
        return channels.openness(channel)
    except UntoldError:
        return None
