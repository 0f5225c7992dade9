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
from chatops.slack.views.mending import MENDING, OUR_MISTAKE, PERHAPS, UNREACHED

CALL_FAILED = (SlackApiError, OSError, HTTPException)  # URLError and timeouts are OSErrors

_LOST = {  # of the channel, not of us: it takes nothing that we could send
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
}
_HOPELESS = {  # of what we send: it will never be another one
    "alt_txt_too_large",
    "as_user_not_supported",
    "attachment_payload_limit_exceeded",
    "block_mismatch",
    "cannot_dm_bot",
    "cant_broadcast_message",
    "channels_limit_exceeded",
    "duplicate_channel_not_found",
    "duplicate_external_id",
    "duplicate_message_not_found",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "invalid_post_type",
    "invalid_thread_ts",
    "invalid_trigger_id",
    "json_not_object",
    "markdown_text_conflict",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "missing_charset",
    "missing_post_type",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_dual_broadcast_content_update",
    "no_text",
    "slack_connect_canvas_sharing_blocked",
    "slack_connect_file_link_sharing_blocked",
    "slack_connect_lists_sharing_blocked",
    "snippet_too_large",
    "superfluous_charset",
    "too_many_attachments",
    "too_many_contact_cards",
    "unknown_snippet_type",
    "view_too_large",
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
    said = f"{UNREACHED}: {type(reason).__name__}"
    if isinstance(reason, _NEVER_SENT):
        return Failure(Result.FAILED, said)
    return Failure(Result.UNKNOWN, f"{said}; {PERHAPS}")


def _answered(error: SlackApiError, channel: str) -> Failure:
    answer = error.response
    status, code = int(answer.status_code), _code(answer.data)
    if status == _TOO_MANY or code in _LIMITED:
        return Failure(Result.LATER, "rate limited", code, _retry_after(answer.headers))
    if status >= _SERVER_ERROR or code in _IN_DOUBT or (status == _OK and not code):
        said = f"Slack answered {status} {code}".strip()
        return Failure(Result.UNKNOWN, f"{said}; {PERHAPS}", code)
    if code in _HOPELESS:
        return Failure(Result.HOPELESS, f"{OUR_MISTAKE}: {_details(code, answer.data)}", code)
    needed = answer.data.get("needed", "") if isinstance(answer.data, dict) else ""
    mending = MENDING.get(code, "Slack refused").format(channel=channel, needed=needed)
    result = Result.LOST if code in _LOST else Result.FAILED
    return Failure(result, f"{mending} ({code or status})", code)


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
