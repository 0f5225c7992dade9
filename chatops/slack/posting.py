"""Messages on their way to Slack: posted once, changed, looked for, deleted; never too fast."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk import WebClient

from chatops.core.errand import Errand, Receipt, Result
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Installation, NotAuthorizedError
from chatops.slack.failures import CALL_FAILED, Failure, failure_of
from chatops.slack.recall import Recall, WaitError
from chatops.slack.views.blocks import Message

NO_THREAD = "The message it belongs under cannot be replied to."
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
_NO_REPLY = {"thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"}
_BLOCKS = "invalid_blocks"
_DELETE = "chat.delete"


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be posted; `channel` is a Slack account's id when it is a direct one.

    `block_id` makes it recognisable; of a file that is its name, and the message is what stands in
    its place where Slack takes no files.
    """

    channel: str
    message: Message
    block_id: str
    thread: str = ""
    is_direct: bool = False
    is_file: bool = False


class Posting:
    """Posts, changes and deletes our messages; may be used by several threads."""

    def __init__(self, client: WebClient, installation: Installation, buckets: Buckets) -> None:
        self._client = client
        self._buckets = buckets
        self._recall = Recall(client, installation, buckets)

    def update(self, channel: str, ts: str, message: Message) -> Receipt | None:
        """Change a message; None when it is not there to be changed any more."""
        wait = self._buckets.take("chat.update")
        if wait:
            return later(wait)
        try:
            self._client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=message.blocks
            )
        except CALL_FAILED as error:
            failure = failure_of(error, channel)
            if failure.code in _GONE:
                return None
            receipt = self._failed("chat.update", failure)
            doubt = receipt.result is Result.UNKNOWN  # drawing it once more does no harm
            return replace(receipt, result=Result.FAILED) if doubt else receipt
        return Receipt(Result.SENT, channel, ts)

    def deliver(self, errand: Errand, post: Post) -> Receipt:
        """Post it, unless an earlier attempt turns out to have done so."""
        return self.found(errand, post) or self.send(post)

    def send(self, post: Post) -> Receipt:
        """Post it when it is the channel's turn; `NO_THREAD` is the error of a thread that went."""
        wait = self._buckets.take("chat.postMessage", post.channel)
        return later(wait) if wait else self._call(post)

    def found(self, errand: Errand, post: Post) -> Receipt | None:
        """Return a receipt for the message that stands there already; None to post it."""
        if not errand.in_doubt:
            return None
        try:
            place = self._recall.direct(post.channel) if post.is_direct else post.channel
            since = errand.first_tried_at
            look = self._recall.shared if post.is_file else self._recall.find
            ts = look(place, post.block_id, since, post.thread) if place else None
        except WaitError as wait:
            return later(wait.seconds)
        except (NotAuthorizedError, *CALL_FAILED) as error:
            said = f"cannot look whether it stands there: {failure_of(error, post.channel).error}"
            return Receipt(Result.UNKNOWN, error=said)
        return Receipt(Result.SENT, str(place), ts) if ts else None

    def delete(self, channel: str, ts: str) -> None:
        """Take a message away that another one replaces; where Slack refuses, it stays."""
        if self._buckets.take(_DELETE) == 0:
            with suppress(*CALL_FAILED):
                self._client.chat_delete(channel=channel, ts=ts)

    def _call(self, post: Post) -> Receipt:
        try:
            answer = self._client.chat_postMessage(
                channel=post.channel,
                text=post.message.text,
                blocks=post.message.blocks,
                thread_ts=post.thread or None,
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        except CALL_FAILED as error:
            failure = failure_of(error, post.channel)
            receipt = self._failed("chat.postMessage", failure, post.channel)
            is_lost = receipt.result is Result.LOST
            return replace(receipt, result=Result.FAILED) if is_lost and post.is_direct else receipt
        return Receipt(Result.SENT, str(answer["channel"]), str(answer["ts"]))

    def _failed(self, method: str, failure: Failure, channel: str = "") -> Receipt:
        if failure.result is Result.LATER:
            self._buckets.close(method, failure.wait, channel)
            return later(failure.wait, failure.error)
        if failure.code in _NO_REPLY:
            self._buckets.give_back(method, channel)
            return Receipt(failure.result, error=NO_THREAD)
        if failure.code == _BLOCKS:
            self._buckets.give_back(method, channel)  # perhaps it takes simpler ones
        return Receipt(failure.result, error=failure.error)


def refuses_blocks(receipt: Receipt) -> bool:
    """Tell whether Slack does not take a block of the message, as one that it does not know."""
    return receipt.result is Result.HOPELESS and _BLOCKS in receipt.error


def later(seconds: float, error: str = "") -> Receipt:
    """Return the receipt of what was not tried, or told to wait."""
    return Receipt(Result.LATER, after=timedelta(seconds=seconds), error=error)
