"""Which scopes the Web API methods and the events need that this app uses; nothing else is asked.

Each follows the method's or event's own page at https://docs.slack.dev/reference
"""

from collections.abc import Iterable, Mapping

_CHANNELS = ("channels:read", "groups:read")
_HISTORY = ("channels:history", "groups:history", "im:history")

METHODS: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "auth.teams.list": (),
    "apps.connections.open": (),  # with the app-level token
    "apps.manifest.export": (),  # with an app configuration token
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.info": _CHANNELS,
    "conversations.members": _CHANNELS,
    "usergroups.list": ("usergroups:read",),
    "usergroups.users.list": ("usergroups:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
OPTIONAL_METHODS: Mapping[str, tuple[str, ...]] = {
    "conversations.history": _HISTORY,
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
}
EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_id_changed": _CHANNELS,
    "channel_left": ("channels:read",),
    "channel_shared": _CHANNELS,
    "channel_unarchive": ("channels:read",),
    "channel_unshared": _CHANNELS,
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": _CHANNELS,
    "member_left_channel": _CHANNELS,
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
COMMANDS = "commands"  # slash commands and shortcuts


def _every(needs: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({scope for scopes in needs for scope in scopes}))


SCOPES = tuple(sorted({COMMANDS, *_every(METHODS.values())}))
OPTIONAL_SCOPES = _every(OPTIONAL_METHODS.values())


def used_for(scope: str) -> tuple[str, ...]:
    """Return the methods that cannot be called without this scope."""
    needs = {**METHODS, **OPTIONAL_METHODS}
    return tuple(sorted(method for method, scopes in needs.items() if scope in scopes))
