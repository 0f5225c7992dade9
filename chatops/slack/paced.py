"""Reading from Slack no faster than the tier of each method allows.

Who answers a person must not wait: `call` raises `WaitError` where a method's bucket is empty, and
where all that may be read for this answer took too long (`patience`). Who has time (a tick, the
doctor) gives `rest`, which sleeps so many seconds.
"""

from collections.abc import Callable
from copy import copy

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.errand import Result
from chatops.slack.buckets import Buckets
from chatops.slack.failures import failure_of
from chatops.slack.patience import left
from chatops.slack.recall import WaitError

_SHORTEST = 0.01  # seconds


class Paced:
    """Calls reading methods within their tiers; thread-safe."""

    def __init__(
        self, client: WebClient, buckets: Buckets, rest: Callable[[float], None] | None = None
    ) -> None:
        self._client = client
        self._buckets = buckets
        self._rest = rest

    def call(self, method: str, **arguments: str | int | None) -> SlackResponse:
        """Return Slack's answer; arguments that are None are left out.

        Raises `WaitError`, `SlackApiError`, or OSError where Slack cannot be reached.
        """
        self._take(method)
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return self._in_time().api_call(method, http_verb="GET", params=given)
        except SlackApiError as error:
            failure = failure_of(error, "")
            if failure.result is Result.LATER:
                self._buckets.close(method, failure.wait)
            raise
        except OSError:
            if left() > 0:
                raise
            raise WaitError(0) from None

    def _in_time(self) -> WebClient:
        """Return a client that waits no longer than there is time for the present answer."""
        seconds = left()
        if seconds <= 0:
            raise WaitError(0)
        client = copy(self._client)
        client.timeout = min(client.timeout, seconds)  # type: ignore[assignment]  # part of one too
        return client

    def _take(self, method: str) -> None:
        while seconds := self._buckets.take(method):
            if self._rest is None:
                raise WaitError(seconds)
            self._rest(max(seconds, _SHORTEST))
