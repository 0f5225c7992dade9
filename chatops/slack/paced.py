"""Reading from Slack no faster than the tier of each method allows.

Who answers a person must not wait: `call` raises `WaitError` where a method's bucket is empty.
Who has time (a tick, the doctor) gives `rest`, which sleeps so many seconds.
"""

from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.errand import Result
from chatops.slack.buckets import Buckets
from chatops.slack.failures import failure_of
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
            return self._client.api_call(method, http_verb="GET", params=given)
        except SlackApiError as error:
            failure = failure_of(error, "")
            if failure.result is Result.LATER:
                self._buckets.close(method, failure.wait)
            raise

    def _take(self, method: str) -> None:
        while seconds := self._buckets.take(method):
            if self._rest is None:
                raise WaitError(seconds)
            self._rest(max(seconds, _SHORTEST))
