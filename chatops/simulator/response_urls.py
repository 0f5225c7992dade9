"""Response URLs: where an app answers one interaction, up to 5 times within 30 minutes.

Follows https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60


class ResponseUrlError(Exception):
    """The URL cannot be used any more; the text is Slack's error code."""


@dataclass
class ResponseUrl:
    """Where an answer goes: a person in a channel, and the message that was clicked, if any."""

    user: str
    channel: str
    message_ts: str | None
    made_at: float
    uses: int = 0


@dataclass
class ResponseUrls:
    """All response URLs that were handed out, by their secret token."""

    clock: "Callable[[], float]"
    _all: dict[str, ResponseUrl] = field(default_factory=dict)

    def make(self, user: str, channel: str, message_ts: str | None = None) -> str:
        """Return the secret token of a new URL."""
        token = secrets.token_urlsafe(18)
        self._all[token] = ResponseUrl(user, channel, message_ts, self.clock())
        return token

    def use(self, token: str) -> ResponseUrl:
        """Return where the answer goes and count the use; raise ResponseUrlError when over."""
        url = self._all.get(token)
        if url is None or self.clock() - url.made_at > RESPONSE_SECONDS:
            raise ResponseUrlError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise ResponseUrlError("used_url")
        url.uses += 1
        return url
