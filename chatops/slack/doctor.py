"""What is wrong between us and Slack: token, scopes, channels, clock.

https://docs.slack.dev/reference/methods/auth.test answers with the token's scopes in the header
`x-oauth-scopes`; https://docs.slack.dev/reference/methods/conversations.info describes channels.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ConfigDict
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from chatops.core.check import Check, Health
from chatops.slack.connection import Connection
from chatops.slack.failures import CALL_FAILED
from chatops.usecases.doctor import clock

_SECONDS = 10
_AGAIN = "Install the app again with the scopes of manifest.yml."


SCOPES = (
    "chat:write",
    "commands",
    "channels:read",
    "groups:read",
    "users:read",
    "usergroups:read",
)
OPTIONAL_SCOPES = ("channels:history", "groups:history", "im:history", "im:write")


class Channel(BaseModel):
    """What is looked at of a channel."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False


def examine_slack(
    connection: Connection, channels: Iterable[str], now: Callable[[], datetime]
) -> Iterator[Check]:
    """Yield a check for the token, the scopes, the clock and each channel."""
    client = connection.client(_SECONDS)
    try:
        answer = client.auth_test()
    except SlackApiError as failure:
        code = failure.response.get("error")
        mend = "Copy SLACK_BOT_TOKEN anew from OAuth & Permissions of the Slack app."
        yield Check("Slack token", Health.FAIL, f"Slack refuses it: {code}.", mend)
        return
    except CALL_FAILED as failure:
        mend = f"Check SLACK_API_URL ({connection.api_url}), network and proxy."
        yield Check("Slack", Health.FAIL, f"It cannot be reached: {failure}", mend)
        return
    yield Check("Slack token", Health.OK, f"{answer.get('user')} in {answer.get('team')}.")
    yield from _clock(answer, now())
    yield from _scopes(answer)
    yield from _channels(client, channels)


def _headers(answer: SlackResponse) -> Mapping[str, str]:
    return {name.lower(): str(value) for name, value in answer.headers.items()}


def _clock(answer: SlackResponse, now: datetime) -> Iterator[Check]:
    try:
        theirs = parsedate_to_datetime(_headers(answer).get("date", ""))
    except ValueError:
        return
    yield clock("Slack's clock", now - theirs.replace(tzinfo=theirs.tzinfo or UTC), "Slack's")


def _scopes(answer: SlackResponse) -> Iterator[Check]:
    granted = {one.strip() for one in _headers(answer).get("x-oauth-scopes", "").split(",")}
    missing = [one for one in SCOPES if one not in granted]
    optional = [one for one in OPTIONAL_SCOPES if one not in granted]
    if missing:
        yield Check("Slack scopes", Health.FAIL, f"Missing: {', '.join(missing)}.", _AGAIN)
    if optional:
        sentence = f"Optional ones missing: {', '.join(optional)}."
        yield Check("Slack scopes", Health.WARN, sentence, _AGAIN)
    if not missing and not optional:
        yield Check("Slack scopes", Health.OK, "All scopes of manifest.yml are granted.")


def _channels(client: WebClient, channels: Iterable[str]) -> Iterator[Check]:
    for channel in channels:
        name = f"channel {channel}"
        try:
            answer = client.conversations_info(channel=channel)
        except SlackApiError as failure:
            code = str(failure.response.get("error"))
            if code == "missing_scope":
                yield _unseen()
                return
            yield Check(name, Health.FAIL, f"Slack says {code}.", _mending(code))
        except CALL_FAILED as failure:
            yield Check(name, Health.FAIL, f"Slack cannot be reached: {failure}", "Try again.")
        else:
            yield _channel(name, Channel.model_validate(answer["channel"]))


def _unseen() -> Check:
    sentence = "They cannot be looked at without the scopes channels:read and groups:read."
    mend = "Grant these two for the examination, or look in Slack that the bot is in each."
    return Check("channels", Health.WARN, sentence, mend)


def _channel(name: str, channel: Channel) -> Check:
    if channel.is_archived:
        mend = "Unarchive it, or name another channel in the directory."
        return Check(name, Health.FAIL, f"#{channel.name} is archived.", mend)
    if not channel.is_member:
        mend = f"In Slack: /invite the bot in #{channel.name}."
        return Check(name, Health.FAIL, f"The bot is not in #{channel.name}.", mend)
    if channel.is_ext_shared:
        sentence = f"#{channel.name} is shared with another organisation, which reads every card."
        return Check(name, Health.WARN, sentence, "Name an internal channel in the directory.")
    return Check(name, Health.OK, f"#{channel.name}: the bot is in it.")


def _mending(code: str) -> str:
    if code == "channel_not_found":
        return "Correct the ID in the directory; in a private channel /invite the bot first."
    return "See the error in Slack's reference of conversations.info."
