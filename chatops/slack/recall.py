"""Looking for a message of ours that may have been posted without our hearing of it.

chat.postMessage has no idempotency key, so a broken connection leaves a doubt. The history
scopes that settle it are optional: without them the message is posted again, and a second card
is harmless, because both lead to the same change.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.errand import Result
from chatops.slack.buckets import Buckets
from chatops.slack.connection import Installation
from chatops.slack.failures import failure_of

Message = dict[str, object]
IsIt = Callable[[Message], bool]
_EARLIER = timedelta(minutes=5)  # as far as our clock and Slack's may differ for a signature
_PAGE = 100
_MOST_PAGES = 5
_NOT_ALLOWED = {"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"}


class WaitError(Exception):
    """A bucket is empty: try again after `seconds`; or, 0, Slack takes too long to tell."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Recall:
    """Finds our own message by the block id that only it has."""

    def __init__(self, client: WebClient, installation: Installation, buckets: Buckets) -> None:
        self._client = client
        self._installation = installation
        self._buckets = buckets

    def find(self, channel: str, block_id: str, since: datetime, thread: str = "") -> str | None:
        """Return the `ts` of the message, None if there is none or we may not look."""
        return self._found(channel, lambda one: block_id in _block_ids(one), since, thread)

    def shared(self, channel: str, name: str, since: datetime, thread: str = "") -> str | None:
        """Return the `ts` of the message that shares a file of this name in a thread, likewise."""
        return self._found(channel, lambda one: name in _file_names(one), since, thread)

    def _found(self, channel: str, is_it: IsIt, since: datetime, thread: str) -> str | None:
        method = "conversations.replies" if thread else "conversations.history"
        arguments = {"channel": channel, "oldest": f"{(since - _EARLIER).timestamp():.6f}"}
        if thread:
            arguments["ts"] = thread
        try:
            return self._search(method, arguments, is_it)
        except SlackApiError as failure:
            if failure.response.get("error") in _NOT_ALLOWED:
                return None
            raise

    def direct(self, slack_id: str) -> str | None:
        """Return the channel of the direct message with this account, None if we may not ask."""
        try:
            answer = self._call("conversations.open", {"users": slack_id})
        except SlackApiError as failure:
            if failure.response.get("error") in _NOT_ALLOWED:
                return None
            raise
        return str(answer["channel"]["id"])

    def _search(self, method: str, arguments: dict[str, str], is_it: IsIt) -> str | None:
        cursor = ""
        for _ in range(_MOST_PAGES):
            asked = {**arguments, "limit": str(_PAGE), "cursor": cursor}
            answer = self._call(method, asked)
            for message in answer["messages"] or ():
                if self._is_ours(message) and is_it(message):
                    return str(message["ts"])
            cursor = str((answer["response_metadata"] or {}).get("next_cursor") or "")
            if not cursor:
                break
        return None

    def _call(self, method: str, arguments: dict[str, str]) -> SlackResponse:
        seconds = self._buckets.take(method)
        if seconds:
            raise WaitError(seconds)
        try:
            return self._client.api_call(method, params=arguments)
        except SlackApiError as error:
            failure = failure_of(error, "")
            if failure.result is not Result.LATER:
                raise
            self._buckets.close(method, failure.wait)
            raise WaitError(failure.wait) from None

    def _is_ours(self, message: Message) -> bool:
        here = self._installation.here()
        return here.bot_id == message.get("bot_id") or here.bot_user_id == message.get("user")


def _block_ids(message: Message) -> set[object]:
    return _each(message, "blocks", "block_id")


def _file_names(message: Message) -> set[object]:
    return _each(message, "files", "name")


def _each(message: Message, part: str, field: str) -> set[object]:
    found = message.get(part)
    known = found if isinstance(found, list) else []
    return {one.get(field) for one in known if isinstance(one, dict)}
