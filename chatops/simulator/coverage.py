"""What this workspace can do of Slack: each Web API method, interaction, element, and event.

Methods of https://docs.slack.dev/reference/methods which are not listed answer `unknown_method`,
as absent ones do.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["supported", "partial", "absent"]


@dataclass(frozen=True)
class Support:
    """How much of a method is there, and what is missing, in a sentence."""

    level: Level
    missing: str = ""


_YES = Support("supported")
_NO = Support("absent")


def _partly(missing: str) -> Support:
    return Support("partial", missing)


_CHAT = {
    "chat.appendStream": _NO,
    "chat.delete": _YES,
    "chat.deleteScheduledMessage": _NO,
    "chat.getPermalink": _YES,
    "chat.meMessage": _NO,
    "chat.postEphemeral": _partly("Attachments are refused."),
    "chat.postMessage": _partly(
        "Attachments are refused; reply_broadcast, link_names, parse, and another name or icon "
        "are accepted without effect; channel names instead of ids are not resolved."
    ),
    "chat.scheduleMessage": _NO,
    "chat.scheduledMessages.list": _NO,
    "chat.startStream": _NO,
    "chat.stopStream": _NO,
    "chat.unfurl": _NO,
    "chat.update": _partly("Attachments are refused."),
}
_CONVERSATIONS = {
    "conversations.archive": _NO,
    "conversations.close": _NO,
    "conversations.create": _NO,
    "conversations.history": _YES,
    "conversations.info": _partly("include_locale and include_num_members have no effect."),
    "conversations.invite": _NO,
    "conversations.join": _YES,
    "conversations.kick": _NO,
    "conversations.leave": _NO,
    "conversations.list": _YES,
    "conversations.mark": _NO,
    "conversations.members": _YES,
    "conversations.open": _partly("Only with one person; there are no group direct messages."),
    "conversations.rename": _NO,
    "conversations.replies": _YES,
    "conversations.setPurpose": _NO,
    "conversations.setTopic": _NO,
    "conversations.unarchive": _NO,
}
_PEOPLE = {
    "bots.info": _partly("Only the app's own bot is known."),
    "team.info": _YES,
    "usergroups.create": _NO,
    "usergroups.disable": _NO,
    "usergroups.enable": _NO,
    "usergroups.list": _YES,
    "usergroups.update": _NO,
    "usergroups.users.list": _YES,
    "usergroups.users.update": _NO,
    "users.conversations": _YES,
    "users.getPresence": _NO,
    "users.info": _partly("There are no locales and no pictures."),
    "users.list": _partly("There are no locales and no pictures."),
    "users.lookupByEmail": _YES,
    "users.profile.get": _NO,
    "users.profile.set": _NO,
    "users.setPresence": _NO,
}
_REST = {
    "api.test": _YES,
    "apps.connections.open": _YES,
    "apps.manifest.export": _partly("What Slack fills in by itself is not there."),
    "auth.revoke": _NO,
    "auth.teams.list": _partly("An organisation has one workspace; there are no icons."),
    "auth.test": _partly("App-level and configuration tokens are refused."),
    "blocks.validate": _NO,
    "files.completeUploadExternal": _partly("channels and blocks have no effect."),
    "files.getUploadURLExternal": _partly("Snippets and descriptions have no effect."),
    "files.info": _NO,
    "reactions.add": _NO,
    "reactions.get": _NO,
    "reactions.list": _NO,
    "reactions.remove": _NO,
    "views.open": _partly("interactivity_pointer is not known."),
    "views.publish": _YES,
    "views.push": _partly("interactivity_pointer is not known."),
    "views.update": _YES,
}

_RARE = (
    *("apps.event.authorizations.list", "apps.manifest.create", "apps.manifest.delete"),
    *("apps.manifest.update", "apps.manifest.validate", "apps.uninstall"),
    *("apps.user.connection.bulkUpdate", "apps.user.connection.requestAuth"),
    *("apps.user.connection.update", "conversations.acceptSharedInvite"),
    *("conversations.approveSharedInvite", "conversations.canvases.create"),
    *("conversations.declineSharedInvite", "conversations.externalInvitePermissions.set"),
    *("conversations.inviteShared", "conversations.listConnectInvites"),
    *("conversations.requestSharedInvite.approve", "conversations.requestSharedInvite.deny"),
    *("conversations.requestSharedInvite.list", "files.comments.delete", "files.delete"),
    *("files.list", "files.remote.add", "files.remote.info", "files.remote.list"),
    *("files.remote.remove", "files.remote.share", "files.remote.update"),
    *("files.revokePublicURL", "files.sharedPublicURL", "files.upload", "team.accessLogs"),
    *("team.billableInfo", "team.billing.info", "team.externalTeams.disconnect"),
    *("team.externalTeams.list", "team.integrationLogs", "team.preferences.list"),
    *("team.profile.get", "users.deletePhoto", "users.discoverableContacts.lookup"),
    *("users.identity", "users.setPhoto"),
)

COVERAGE: dict[str, Support] = {
    **_CHAT,
    **_CONVERSATIONS,
    **_PEOPLE,
    **_REST,
    **dict.fromkeys(_RARE, _NO),
}

INTERACTIONS: dict[str, Support] = {
    "block_actions": _YES,
    "block_suggestion": _YES,
    "message_action": _YES,
    "shortcut": _YES,
    "view_closed": _partly(
        "state.values is empty: Slack's reference names no values there and recorded payloads "
        "have none, though no page says so outright."
    ),
    "view_submission": _partly("response_urls are always empty."),
}

ELEMENTS: dict[str, Support] = {
    **dict.fromkeys(("button", "image", "overflow", "radio_buttons", "checkboxes"), _YES),
    **dict.fromkeys(("static_select", "multi_static_select"), _YES),
    **dict.fromkeys(("external_select", "multi_external_select"), _YES),
    **dict.fromkeys(("users_select", "multi_users_select"), _YES),
    **dict.fromkeys(("channels_select", "multi_channels_select"), _YES),
    **dict.fromkeys(("conversations_select", "multi_conversations_select"), _YES),
    **dict.fromkeys(("datepicker", "timepicker", "datetimepicker"), _YES),
    **dict.fromkeys(("plain_text_input", "number_input"), _YES),
    **dict.fromkeys(("url_text_input", "email_text_input"), _YES),
    **dict.fromkeys(("file_input", "rich_text_input", "workflow_button"), _NO),
    **dict.fromkeys(("feedback_buttons", "icon_button", "url_source"), _NO),
}

# Events that happen by themselves; any other is sent as it is given to /sim/events.
EVENTS: dict[str, Support] = {
    "app_home_opened": _partly("Only of the home tab."),
    "channel_archive": _YES,
    "channel_deleted": _YES,
    "channel_id_changed": _YES,
    "channel_left": _partly("Slack itself withholds it at times."),
    "channel_shared": _YES,
    "channel_unarchive": _YES,
    "channel_unshared": _YES,
    "group_archive": _YES,
    "group_deleted": _YES,
    "group_left": _YES,
    "group_unarchive": _YES,
    "member_joined_channel": _YES,
    "member_left_channel": _partly("Not about the bot itself, who hears channel_left."),
    "message": _partly("Only what people write: no changes, deletions, or joining lines."),
    "subteam_members_changed": _YES,
    "subteam_updated": _YES,
}
