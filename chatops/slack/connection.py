"""How this app reaches its workspace: the token, the secret, the address, and who we are there."""

import logging
import threading
from dataclasses import dataclass, field

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SLACK_API = "https://slack.com/api/"
IN_REQUEST_SECONDS = 2  # Slack waits three for an answer, and retrying is the person's choice


@dataclass(frozen=True, slots=True)
class Connection:
    """What Slack gave this app. With `app_id` set, only payloads of that app are taken."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = SLACK_API
    app_id: str | None = None

    def client(self, timeout: int) -> WebClient:
        """Return a client that never retries by itself; `timeout` in seconds."""
        return web_client(self.api_url, timeout, self.bot_token)


def web_client(api_url: str, timeout: int, token: str | None = None) -> WebClient:
    """Return a client whose log never holds what it sends (the SDK prints that at DEBUG)."""
    logger = logging.getLogger("chatops.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return WebClient(
        token=token,
        base_url=api_url.rstrip("/") + "/",
        timeout=timeout,
        retry_handlers=[],
        logger=logger,
    )


class NotAuthorizedError(Exception):
    """Slack does not take our token; the text is its error code."""


@dataclass(frozen=True, slots=True)
class Here:
    """The workspace we are installed in, and our own bot there."""

    team_id: str
    enterprise_id: str | None
    bot_user_id: str
    bot_id: str


class Installation:
    """Asks Slack once (auth.test) who we are, however many requests arrive at the same time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._client = connection.client(IN_REQUEST_SECONDS)
        self._lock = threading.Lock()
        self._here: Here | None = None

    def here(self) -> Here:
        """Return who we are; raise NotAuthorizedError for a bad token, OSError without a line."""
        with self._lock:
            if self._here is None:
                self._here = self._ask()
            return self._here

    def authorized(self) -> AuthorizeResult:
        """Return the same as Bolt wants it."""
        here = self.here()
        return AuthorizeResult(
            enterprise_id=here.enterprise_id,
            team_id=here.team_id,
            bot_user_id=here.bot_user_id,
            bot_id=here.bot_id,
            bot_token=self._connection.bot_token,
        )

    def _ask(self) -> Here:
        try:
            answer = self._client.auth_test()
        except SlackApiError as failure:  # Bolt would answer 200 to a SlackApiError: a lost click
            raise NotAuthorizedError(str(failure.response.get("error"))) from failure
        return Here(
            team_id=str(answer["team_id"]),
            enterprise_id=answer.get("enterprise_id"),
            bot_user_id=str(answer["user_id"]),
            bot_id=str(answer.get("bot_id", "")),
        )
