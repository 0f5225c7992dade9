"""How this app reaches its workspace: the token, the secret, the address, and who we are there."""

import logging
import threading
from dataclasses import dataclass, field

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SLACK_API = "https://slack.com/api/"
IN_REQUEST_SECONDS = 2  # Slack waits three for an answer, and retrying is the person's choice
_MOST_WORKSPACES = 1000


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
    """The workspace we are installed in, and our own bot there.

    Installed for a whole Enterprise organisation there is no one workspace: `team_id` is None,
    and `workspaces` are the ids of those in which an admin put the app.
    """

    team_id: str | None
    enterprise_id: str | None
    bot_user_id: str
    bot_id: str
    workspaces: tuple[str, ...] = ()

    def holds(self, team_id: str | None) -> bool:
        """Tell whether this is a workspace in which the app is installed."""
        return team_id is not None and team_id in {self.team_id, *self.workspaces}

    @property
    def asked(self) -> tuple[str | None, ...]:
        """Return the `team_id` arguments with which what belongs to a workspace is asked for.

        Only the token of a whole organisation needs one.
        """
        return self.workspaces or (None,)


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
        is_org_wide = bool(answer.get("is_enterprise_install"))
        return Here(
            team_id=None if is_org_wide else str(answer["team_id"]),
            enterprise_id=answer.get("enterprise_id") or None,
            bot_user_id=str(answer["user_id"]),
            bot_id=str(answer.get("bot_id", "")),
            workspaces=self._workspaces() if is_org_wide else (),
        )

    def _workspaces(self) -> tuple[str, ...]:
        """Return the workspaces of the organisation that have the app; none where Slack refuses.

        Then people are known by the organisation alone, and lists of a workspace stay unread.
        """
        try:
            answer = self._client.auth_teams_list(limit=_MOST_WORKSPACES)
        except SlackApiError:
            return ()
        return tuple(str(one["id"]) for one in answer.get("teams") or ())
