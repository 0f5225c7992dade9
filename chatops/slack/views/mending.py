"""What went wrong between us and Slack, and how to mend it: for owners, operators and cards."""

MENDING = {  # by Slack's error code
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
    # of a file
    "file_not_found": "the file was not uploaded in time: it is uploaded again",
    "file_update_failed": "Slack could not share the file: it is uploaded again",
    "file_type_not_allowed": "the workspace takes no such files: let it take csv and html",
    "file_upload_size_restricted": "the workspace takes no files so large: allow larger ones",
    "file_uploads_disabled": "the workspace takes no files: switch file uploads on",
    "file_uploads_except_images_disabled": "the workspace takes images only: allow other files",
    "storage_limit_reached": "the workspace has no room for files: make some",
    "invalid_channel": "the bot cannot see {channel}: correct the channel, or invite the bot",
    "posting_to_channel_denied": "posting in {channel} is restricted: let the bot post there",
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
OUR_MISTAKE = "Slack refuses the message, which is a mistake of the app to be reported"
UNREACHED = "Slack could not be reached"
PERHAPS = "it may have been delivered"
NOT_POSTED = "The message that the files belong to was never posted."
NO_DRAWING = "Slack takes the digest neither with charts nor with a table nor as text."
NO_GROUP_ASKED = "Nobody asked Slack about that group."
NO_WORKSPACES = "Slack does not tell in which workspaces of the organisation the app is."


def group_later(group: str, seconds: float) -> str:
    """Say when Slack may be asked again who is in a user group (its id)."""
    return f"Slack may be asked about {group} again in {seconds:.0f} s."


def no_account(person: str) -> str:
    """Say that nobody knows where to write to this person (directory id)."""
    return f"{person} has no Slack account in the directory: add one"


def never_at_work(person: str) -> str:
    """Say that no moment comes at which this person (directory id) may be reminded."""
    return f"{person} has no working hours within a year: correct them in the directory"
