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
    # of a channel
    "channel_not_found": "the bot cannot see {channel}: correct the channel, or invite the bot",
    "not_in_channel": "the bot is not in {channel}: invite it there with /invite",
    "is_archived": "{channel} is archived: unarchive it, or name another channel",
    "is_inactive": "{channel} is frozen, archived or deleted: name another channel",
    "restricted_action": "posting in {channel} is restricted: let the bot post there",
    "restricted_action_read_only_channel": "{channel} is read-only: let the bot post there",
    "restricted_action_thread_only_channel": "{channel} takes threads only: let the bot post there",
    "restricted_action_non_threadable_channel": "{channel} has no threads: name another channel",
    # of a message
    "cannot_reply_to_message": "the message takes no replies: the line stands in the channel",
    "restricted_action_thread_locked": "the thread is locked: the line stands in the channel",
    "thread_not_found": "the message was deleted: the line stands under a new one",
    "message_not_found": "the message was deleted: it is posted anew",
    "cant_update_message": "the message cannot be changed: it is posted anew",
    "edit_window_closed": "the message is too old to be changed: it is posted anew",
    "cant_delete_message": "the message cannot be deleted: delete it yourself",
    "compliance_exports_prevent_deletion": "nothing may be deleted here: the old message stays",
    # of us
    "invalid_auth": "the bot token is not valid: set SLACK_BOT_TOKEN to the present one",
    "not_authed": "there is no bot token: set SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed or its bot deactivated: install it again",
    "token_revoked": "the bot token was revoked: install the app again",
    "token_expired": "the bot token has expired: switch token rotation off, install again",
    "missing_scope": "the app lacks a scope ({needed}): install it again from manifest.yml",
    "no_permission": "the token may not do this: install the app again from manifest.yml",
    "not_allowed_token_type": "this is no bot token: set SLACK_BOT_TOKEN to the one of xoxb-",
    "team_access_not_granted": "the app is not installed in this workspace: install it there",
    "two_factor_setup_required": "Slack asks for two-factor authentication: set it up",
    "access_denied": "an administrator denies the app this: ask them",
    "accesslimited": "Slack refuses the app from this network: let it through in Slack",
    "ekm_access_denied": "administrators suspended posting: ask them",
    "enterprise_is_restricted": "the organisation does not allow this: ask its administrators",
    "messages_tab_disabled": "the app's Messages tab is off: switch it on as in manifest.yml",
    "not_enabled": "the app's Home tab is off: switch it on as in manifest.yml",
    "deprecated_endpoint": "this version is too old for Slack: install a newer one",
    "method_deprecated": "this version is too old for Slack: install a newer one",
    # of a person
    "user_not_found": "there is no Slack account {channel}: correct the directory",
    "user_not_visible": "the bot cannot see the Slack account {channel}: correct the directory",
    "users_not_found": "there is no Slack account {channel}: correct the directory",
    "user_disabled": "the Slack account {channel} is deactivated",
    "user_not_in_channel": "the person is not in {channel}: they see it when they join",
    "no_such_subteam": "there is no such user group: correct the policy",
    "subteam_not_found": "there is no such user group: correct the policy",
    "not_enough_users": "somebody to write to is missing: correct the directory",
    "users_list_not_supplied": "somebody to write to is missing: correct the directory",
    "too_many_users": "a direct message is for one person: correct the directory",
    "invalid_user_combination": "{channel} is of another organisation: correct the directory",
    "is_bot": "a bot may not ask for this: install the app again from manifest.yml",
    "user_is_restricted": "the bot is a guest: install the app again from manifest.yml",
    "method_not_supported_for_channel_type": "{channel} is no channel: correct the directory",
    "bot_not_found": "the bot is not there any more: install the app again",
    "team_not_found": "the workspace is not there any more: install the app again",
    "streaming_state_conflict": "the message is being written: wait",
    "missing_argument": "Slack misses an argument: install a newer version",
    "invalid_cursor": "the list became another one meanwhile: it is read anew",
    "invalid_limit": "Slack gives no pages that large: install a newer version",
    "invalid_ts_latest": "Slack does not take the time: look at the clock",
    "invalid_ts_oldest": "Slack does not take the time: look at the clock",
    "limit_required": "Slack wants smaller pages: install a newer version",
    "pagination_not_available": "Slack gives no pages here: wait",
    # of Slack
    "org_login_required": "the workspace is being migrated: wait",
    "team_added_to_org": "the workspace is being migrated: wait",
    "external_channel_migrating": "{channel} is being migrated: wait",
    "service_unavailable": "Slack is not available: wait",
    "update_failed": "Slack could not change the message: wait",
    "fetch_members_failed": "Slack could not tell who is in {channel}: wait",
    "request_timeout": "Slack did not get the whole request: look at the network between",
    "message_limit_exceeded": "the workspace may post no more messages: ask its administrators",
    # of a view, which somebody opens again
    "expired_trigger_id": "the click was too long ago: click again",
    "exchanged_trigger_id": "the click was used already: click again",
    "trigger_expired": "the click was too long ago: click again",
    "trigger_exchanged": "the click was used already: click again",
    "hash_conflict": "the view became another one meanwhile: open it again",
    "not_found": "the view was closed: open it again",
    "push_limit_reached": "three views are open: close one",
}
CLOSED = {  # by what became of a channel
    "archive": "{channel} is archived: unarchive it, or name another channel",
    "deleted": "{channel} was deleted: name another channel",
    "left": "the bot was taken out of {channel}: invite it there with /invite",
}
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
    "as_user_not_supported",
    "attachment_payload_limit_exceeded",
    "block_mismatch",
    "cannot_dm_bot",
    "cant_broadcast_message",
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
    "superfluous_charset",
    "too_many_attachments",
    "too_many_contact_cards",
    "view_too_large",
}
_IN_DOUBT = {"fatal_error", "internal_error"}  # "some aspect of the operation" may have succeeded
_LIMITED = {"ratelimited", "rate_limited"}
_NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_OUR_MISTAKE = "Slack refuses the message, which is a mistake of the app to be reported"
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
        return Failure(Result.HOPELESS, f"{_OUR_MISTAKE}: {_details(code, answer.data)}", code)
    needed = answer.data.get("needed", "") if isinstance(answer.data, dict) else ""
    mending = _MENDING.get(code, "Slack refused").format(channel=channel, needed=needed)
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
