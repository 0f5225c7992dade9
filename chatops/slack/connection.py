"""How this app reaches its workspace: the token, the secret, the address, and who we are there."""

import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SLACK_API = "https://slack.com/api/"
IN_REQUEST_SECONDS = 2  # Slack waits three for an answer, and retrying is the person's choice
_PAGE = 1000
_MOST_PAGES = 100
_NOT_FOR_US = {"missing_scope", "no_permission", "not_allowed_token_type"}


@dataclass(frozen=True, slots=True)
class Connection:
    """What Slack gave this app."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    api_url: str = SLACK_API

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
    """Slack does not take our token, or tell what it is for; the text is its error code."""


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

        Only the token of a whole organisation needs one, and asks nothing while it is not known
        which workspaces have the app.
        """
        return self.workspaces if self.team_id is None else (None,)


class Installation:
    """Asks Slack once (auth.test) who we are, however many requests arrive at the same time."""

    def __init__(self, connection: Connection, *, page: int = _PAGE) -> None:
        self._connection = connection
        self._page = page
        self._client = connection.client(IN_REQUEST_SECONDS)
        self._lock = threading.Lock()
        self._here: Here | None = None

    def here(self) -> Here:
        """Return who we are; raise NotAuthorizedError for a bad token, OSError without a line."""
        with self._lock:
            if self._here is None:
                self._here = self._ask()
            return self._here

    def look_again(self) -> None:
        """Learn in which workspaces of the organisation the app is by now; raises as `here`.

        Where Slack does not tell, what it told before stays.
        """
        here = self.here()
        if here.team_id is None:
            found = replace(here, workspaces=self._workspaces())
            with self._lock:
                self._here = found

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
        here = Here(
            team_id=None if is_org_wide else str(answer["team_id"]),
            enterprise_id=answer.get("enterprise_id") or None,
            bot_user_id=str(answer["user_id"]),
            bot_id=str(answer.get("bot_id", "")),
        )
        if is_org_wide:
            with suppress(NotAuthorizedError):  # `look_again` will learn it
                here = replace(here, workspaces=self._workspaces())
        return here

    def _workspaces(self) -> tuple[str, ...]:
        """Return the workspaces of the organisation that have the app; none where we may not ask.

        Without them people are known by the organisation alone, and lists of a workspace stay
        unread. Raises NotAuthorizedError for any other error, which may pass.
        """
        found: list[str] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            try:
                answer = self._client.auth_teams_list(limit=self._page, cursor=cursor or None)
            except SlackApiError as failure:
                if failure.response.get("error") in _NOT_FOR_US:
                    return ()
                raise NotAuthorizedError(str(failure.response.get("error"))) from failure
            found += (str(one["id"]) for one in answer.get("teams") or ())
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return tuple(found)
