"""What a failed call to Slack means: wait, try again, look first, or give up.

Error codes follow https://docs.slack.dev/reference/methods/chat.postMessage#errors
"""

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from chatops.core.errand import Result

CALL_FAILED = (SlackApiError, OSError, HTTPException)  # URLError and timeouts are OSErrors

_MENDING = {
    "channel_not_found": "the bot cannot see {channel}: correct the channel, or invite the bot",
    "not_in_channel": "the bot is not in {channel}: invite it there with /invite",
    "is_archived": "{channel} is archived: unarchive it, or name another channel",
    "restricted_action": "posting in {channel} is restricted: let the bot post there",
    "invalid_auth": "the bot token is not valid: set SLACK_BOT_TOKEN to the present one",
    "not_authed": "there is no bot token: set SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed or its bot deactivated: install it again",
    "token_revoked": "the bot token was revoked: install the app again",
    "token_expired": "the bot token has expired: switch token rotation off, install again",
    "missing_scope": "the app lacks a scope ({needed}): install it again from manifest.yml",
    "user_not_found": "there is no Slack account {channel}: correct the directory",
    "user_disabled": "the Slack account {channel} is deactivated",
    "messages_tab_disabled": "the app's Messages tab is off: switch it on as in manifest.yml",
}
_HOPELESS = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_arguments",
    "invalid_json",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
    "cannot_dm_bot",
}
_IN_DOUBT = {"fatal_error", "internal_error"}  # "some aspect of the operation" may have succeeded
_LIMITED = {"ratelimited", "rate_limited"}
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_DEFAULT_WAIT = 5.0
_LONGEST_WAIT = 300.0
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500


@dataclass(frozen=True, slots=True)
class Failure:
    """How the call ended, a sentence for the operator, and for LATER the seconds to wait."""

    result: Result
    error: str
    code: str = ""
    wait: float = 0.0


def failure_of(error: BaseException, channel: str) -> Failure:
    """Return what the exception of a call that posts to `channel` means."""
    if isinstance(error, SlackApiError):
        return _answered(error, channel)
    reason = error.reason if isinstance(error, URLError) else error
    said = f"Slack could not be reached: {type(reason).__name__}"
    if isinstance(reason, _NEVER_SENT):
        return Failure(Result.FAILED, said)
    return Failure(Result.UNKNOWN, f"{said}; it may have been delivered")


def _answered(error: SlackApiError, channel: str) -> Failure:
    answer = error.response
    status, code = int(answer.status_code), _code(answer.data)
    if status == _TOO_MANY or code in _LIMITED:
        return Failure(Result.LATER, "rate limited", code, _retry_after(answer.headers))
    if status >= _SERVER_ERROR or code in _IN_DOUBT or (status == _OK and not code):
        said = f"Slack answered {status} {code}".strip()
        return Failure(Result.UNKNOWN, f"{said}; it may have been delivered", code)
    if code in _HOPELESS:
        return Failure(Result.HOPELESS, f"Slack refuses the message: {_details(code, answer.data)}")
    needed = answer.data.get("needed", "") if isinstance(answer.data, dict) else ""
    mending = _MENDING.get(code, "Slack refused").format(channel=channel, needed=needed)
    return Failure(Result.FAILED, f"{mending} ({code or status})", code)


def _code(data: object) -> str:
    """Return Slack's error code; empty when the answer was not Slack's JSON."""
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    return code if code.replace("_", "").isalnum() and len(code) <= 80 else ""  # noqa: PLR2004 - a word


def _details(code: str, data: object) -> str:
    metadata = data.get("response_metadata", {}) if isinstance(data, dict) else {}
    messages = metadata.get("messages", []) if isinstance(metadata, dict) else []
    return "; ".join([code, *(str(one)[:200] for one in messages[:3])])


def _retry_after(headers: dict[str, str]) -> float:
    value = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    seconds = float(value) if value.isdigit() else _DEFAULT_WAIT
    return min(max(seconds, 1.0), _LONGEST_WAIT)
