"""Every error that Slack's pages list for the methods we call means one thing, with a remedy.

The lists follow https://docs.slack.dev/reference/methods, method by method; what every method may
answer stands in `COMMON` once.
"""

from dataclasses import dataclass

import pytest

from chatops.core.errand import Result
from chatops.slack.failures import failure_of
from chatops.slack.scopes import METHODS, OPTIONAL_METHODS
from chatops.usecases.deliver import deliver
from tests.slack.stage import Stage
from tests.slack.test_courier import OnlyCards
from tests.slack.test_failures import answered

COMMON = """
    access_denied account_inactive accesslimited deprecated_endpoint ekm_access_denied
    enterprise_is_restricted fatal_error internal_error invalid_arg_name invalid_arguments
    invalid_array_arg invalid_auth invalid_charset invalid_form_data invalid_post_type
    method_deprecated missing_post_type missing_scope no_permission not_allowed_token_type
    not_authed org_login_required ratelimited request_timeout service_unavailable
    team_access_not_granted team_added_to_org token_expired token_revoked
    two_factor_setup_required
"""
CONTENT = """
    as_user_not_supported channel_not_found invalid_attachments invalid_blocks
    invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_archived
    markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large msg_too_long no_text
    slack_connect_file_link_sharing_blocked too_many_attachments
"""
VIEW = "duplicate_external_id view_too_large invalid_blocks"
LISTED = {
    "chat.postMessage": f"""{CONTENT}
        attachment_payload_limit_exceeded cannot_reply_to_message duplicate_channel_not_found
        duplicate_message_not_found message_limit_exceeded messages_tab_disabled
        msg_blocks_too_long not_in_channel rate_limited restricted_action
        restricted_action_non_threadable_channel restricted_action_read_only_channel
        restricted_action_thread_locked restricted_action_thread_only_channel
        slack_connect_canvas_sharing_blocked slack_connect_lists_sharing_blocked
        team_not_found thread_not_found too_many_contact_cards user_not_found
    """,
    "chat.update": f"""{CONTENT}
        block_mismatch cant_broadcast_message cant_update_message edit_window_closed
        external_channel_migrating is_inactive message_not_found
        no_dual_broadcast_content_update streaming_state_conflict team_not_found update_failed
    """,
    "chat.delete": """
        as_user_not_supported cant_delete_message channel_not_found
        compliance_exports_prevent_deletion message_not_found
    """,
    "chat.postEphemeral": f"""{CONTENT}
        cannot_reply_to_message message_limit_exceeded messages_tab_disabled not_in_channel
        restricted_action
        restricted_action_read_only_channel restricted_action_thread_locked
        restricted_action_thread_only_channel user_not_in_channel
    """,
    "chat.getPermalink": "channel_not_found message_not_found",
    "views.open": f"{VIEW} exchanged_trigger_id expired_trigger_id invalid_trigger_id",
    "views.push": f"""{VIEW}
        exchanged_trigger_id expired_trigger_id invalid_trigger_id push_limit_reached
    """,
    "views.update": f"{VIEW} hash_conflict not_found",
    "views.publish": f"{VIEW} hash_conflict not_enabled user_not_found",
    "users.info": "user_not_found user_not_visible",
    "users.list": "invalid_cursor invalid_limit limit_required",
    "conversations.info": "channel_not_found",
    "conversations.open": """
        channel_not_found invalid_user_combination method_not_supported_for_channel_type
        not_enough_users too_many_users user_disabled user_not_found user_not_visible
        users_list_not_supplied
    """,
    "conversations.history": """
        channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel
        pagination_not_available
    """,
    "conversations.replies": """
        channel_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest not_in_channel
        thread_not_found
    """,
    "conversations.members": """
        channel_not_found fetch_members_failed invalid_cursor invalid_limit
        method_not_supported_for_channel_type
    """,
    "usergroups.list": "is_bot user_is_restricted",
    "usergroups.users.list": "is_bot no_such_subteam subteam_not_found user_is_restricted",
    "files.getUploadURLExternal": """
        alt_txt_too_large file_type_not_allowed file_upload_size_restricted file_uploads_disabled
        file_uploads_except_images_disabled missing_argument snippet_too_large
        storage_limit_reached unknown_snippet_type
    """,
    "files.completeUploadExternal": """
        channel_not_found channels_limit_exceeded file_not_found file_type_not_allowed
        file_update_failed file_uploads_except_images_disabled invalid_blocks invalid_channel
        not_in_channel posting_to_channel_denied
    """,
    "auth.test": "",
    "auth.teams.list": "invalid_cursor invalid_limit",
    "bots.info": "bot_not_found",
    "apps.connections.open": "forbidden_team insecure_request missing_args",
    "apps.manifest.export": """
        app_not_eligible app_not_found app_not_owned_by_manager_app failed_export invalid_app_id
        unknown_method
    """,
}
BY_CODE = {"apps.connections.open", "apps.manifest.export"}  # the doctor tells the code itself

WAIT = "ratelimited rate_limited"
IN_DOUBT = "fatal_error internal_error"
LOST = """
    channel_not_found is_archived is_inactive not_in_channel restricted_action
    restricted_action_non_threadable_channel restricted_action_read_only_channel
    restricted_action_thread_only_channel
"""
HOPELESS = """
    alt_txt_too_large as_user_not_supported attachment_payload_limit_exceeded block_mismatch
    cant_broadcast_message channels_limit_exceeded duplicate_channel_not_found duplicate_external_id
    duplicate_message_not_found invalid_arg_name invalid_arguments invalid_array_arg
    invalid_attachments invalid_blocks invalid_blocks_format invalid_charset invalid_form_data
    invalid_metadata_format invalid_metadata_schema invalid_post_type invalid_trigger_id
    markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large missing_post_type
    msg_blocks_too_long msg_too_long no_dual_broadcast_content_update no_text
    slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked
    slack_connect_lists_sharing_blocked snippet_too_large too_many_attachments
    too_many_contact_cards unknown_snippet_type view_too_large
"""
RETRY = """
    access_denied accesslimited account_inactive bot_not_found cannot_reply_to_message
    cant_delete_message cant_update_message compliance_exports_prevent_deletion
    deprecated_endpoint edit_window_closed ekm_access_denied enterprise_is_restricted
    exchanged_trigger_id expired_trigger_id external_channel_migrating fetch_members_failed
    file_not_found file_type_not_allowed file_update_failed file_upload_size_restricted
    file_uploads_disabled file_uploads_except_images_disabled invalid_channel missing_argument
    posting_to_channel_denied storage_limit_reached
    hash_conflict invalid_auth invalid_cursor invalid_limit invalid_ts_latest invalid_ts_oldest
    invalid_user_combination is_bot limit_required message_limit_exceeded message_not_found
    messages_tab_disabled method_deprecated method_not_supported_for_channel_type missing_scope
    no_permission no_such_subteam not_allowed_token_type not_authed not_enabled
    not_enough_users not_found org_login_required pagination_not_available push_limit_reached
    request_timeout restricted_action_thread_locked service_unavailable
    streaming_state_conflict subteam_not_found team_access_not_granted team_added_to_org
    team_not_found thread_not_found token_expired token_revoked too_many_users
    two_factor_setup_required update_failed user_disabled user_is_restricted
    user_not_found user_not_in_channel user_not_visible users_list_not_supplied
"""
ENDS = {
    **dict.fromkeys(WAIT.split(), Result.LATER),
    **dict.fromkeys(IN_DOUBT.split(), Result.UNKNOWN),
    **dict.fromkeys(LOST.split(), Result.LOST),
    **dict.fromkeys(HOPELESS.split(), Result.HOPELESS),
    **dict.fromkeys(RETRY.split(), Result.FAILED),
}


def errors_of(method: str) -> list[str]:
    return sorted({*LISTED[method].split(), *COMMON.split()})


def named() -> list[str]:
    return sorted({error for one in LISTED.keys() - BY_CODE for error in errors_of(one)})


def test_the_methods_that_we_call_are_all_here() -> None:
    assert LISTED.keys() == METHODS.keys() | OPTIONAL_METHODS.keys()


def test_each_error_ends_in_one_way_only() -> None:
    ways = (WAIT, IN_DOUBT, LOST, HOPELESS, RETRY)
    found = [error for way in ways for error in way.split()]
    assert len(found) == len(set(found))
    assert sorted(found) == named()


@pytest.mark.parametrize("error", named())
def test_every_listed_error_means_one_thing_and_says_what_to_do(error: str) -> None:
    failure = failure_of(answered(error), "C1")
    assert failure.result is ENDS[error]
    assert not failure.error.startswith("Slack refused"), "say how to mend it"
    assert failure.result is not Result.LATER or failure.wait >= 1


def test_an_error_that_no_page_lists_is_tried_again() -> None:
    failure = failure_of(answered("brand_new"), "C1")
    assert (failure.result, failure.error) == (Result.FAILED, "Slack refused (brand_new)")


@dataclass(frozen=True)
class Ending:
    """How many cards there are in the end, and what was given up."""

    cards: int
    dead: int


POSTED = {  # how a new card gets past each kind of error
    "ratelimited": Ending(1, 0),
    "internal_error": Ending(1, 0),
    "is_archived": Ending(0, 2),  # no channel stands in: card and line are given up
    "invalid_blocks": Ending(0, 1),
    "service_unavailable": Ending(1, 0),
}


@pytest.mark.parametrize("error", POSTED)
def test_a_new_card_gets_past_each_kind_of_error_or_is_given_up(scene: Stage, error: str) -> None:
    assert scene.request("ben")["ok"]
    ending = POSTED[error]
    scene.fault("chat.postMessage", error=error)
    deliver(scene.house, OnlyCards(scene), limit=1)  # the fault meets the card
    scene.settle()
    assert len(with_buttons(scene)) == ending.cards
    assert scene.counts()["dead"] == ending.dead


UPDATED = {  # how an update gets past each; the card stands in CPAY
    "ratelimited": Ending(1, 0),
    "fatal_error": Ending(1, 0),
    "message_not_found": Ending(1, 0),
    "is_inactive": Ending(1, 2),
    "msg_too_long": Ending(1, 1),
    "update_failed": Ending(1, 0),
}


@pytest.mark.parametrize("error", UPDATED)
def test_an_update_gets_past_each_kind_of_error_or_is_given_up(scene: Stage, error: str) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    scene.click("ana", "approve")
    ending = UPDATED[error]
    scene.fault("chat.update", error=error)
    scene.settle()
    assert len(with_buttons(scene)) == ending.cards
    assert scene.counts()["dead"] == ending.dead


@pytest.mark.parametrize(
    "error", ["thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"]
)
def test_a_line_that_finds_no_thread_stands_in_the_channel(scene: Stage, error: str) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    scene.click("ana", "approve")
    scene.fault("chat.postMessage", error=error)
    scene.settle()
    assert scene.messages("CPAY")[-1]["thread_ts"] is None
    assert scene.counts()["dead"] == 0


def with_buttons(scene: Stage) -> list[object]:
    kinds = [[block["type"] for block in one["blocks"]] for one in scene.cards()]
    return [one for one in kinds if "actions" in one]
