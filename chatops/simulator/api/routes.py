"""Every method that is answered: its function, the scopes it needs, and how often it may be called.

Tiers follow https://docs.slack.dev/apis/web-api/rate-limits, scopes each method's own page. Scopes
that depend on the kind of conversation are checked by the method itself.
"""

from dataclasses import dataclass
from typing import Literal

from chatops.simulator.api import auth, chat, conversations, files, manifest, people, views
from chatops.simulator.api.call import Method
from chatops.simulator.rates import POSTS, SPECIAL, TIER_1, TIER_2, TIER_3, TIER_4, Tier

Caller = Literal["bot", "app", "config"]


@dataclass(frozen=True)
class Route:
    """One method, and by which token it is called; `public` ones are called with none.

    `per_team` ones need to be told the workspace where the app is installed to an organisation
    (https://docs.slack.dev/enterprise/developing-for-enterprise-orgs).
    """

    method: Method
    tier: Tier
    scopes: tuple[str, ...] = ()
    caller: Caller = "bot"
    public: bool = False
    writes: bool = False
    per_team: bool = False


_CHAT = ("chat:write",)
_USERS = ("users:read",)
_GROUPS = ("usergroups:read",)
_FILES = ("files:write",)
_OPEN = ("im:write", "channels:manage", "groups:write", "mpim:write")

ROUTES: dict[str, Route] = {
    "api.test": Route(auth.api_test, TIER_4, public=True),
    "apps.manifest.export": Route(manifest.export, TIER_3, caller="config"),
    "auth.teams.list": Route(auth.teams_list, TIER_2),
    "auth.test": Route(auth.auth_test, SPECIAL),
    "apps.connections.open": Route(auth.connections_open, TIER_1, caller="app"),
    "bots.info": Route(people.bots_info, TIER_3, _USERS),
    "chat.delete": Route(chat.delete, TIER_3, _CHAT, writes=True),
    "chat.getPermalink": Route(chat.get_permalink, SPECIAL),
    "chat.postEphemeral": Route(chat.post_ephemeral, TIER_4, _CHAT, writes=True),
    "chat.postMessage": Route(chat.post_message, POSTS, _CHAT, writes=True),
    "chat.update": Route(chat.update, TIER_3, _CHAT, writes=True),
    "conversations.history": Route(conversations.history, TIER_3),
    "conversations.info": Route(conversations.info, TIER_3),
    "conversations.join": Route(conversations.join, TIER_3, ("channels:join",), writes=True),
    "conversations.list": Route(conversations.list_conversations, TIER_2, per_team=True),
    "conversations.members": Route(conversations.members, TIER_4),
    "conversations.open": Route(conversations.open_conversation, TIER_3, _OPEN, writes=True),
    "conversations.replies": Route(conversations.replies, TIER_3),
    "files.completeUploadExternal": Route(files.complete_upload, TIER_4, _FILES, writes=True),
    "files.getUploadURLExternal": Route(files.get_upload_url, TIER_4, _FILES, writes=True),
    "team.info": Route(people.team_info, TIER_3, ("team:read",)),
    "usergroups.list": Route(people.usergroups_list, TIER_2, _GROUPS, per_team=True),
    "usergroups.users.list": Route(people.usergroups_users_list, TIER_2, _GROUPS, per_team=True),
    "users.conversations": Route(conversations.users_conversations, TIER_2, per_team=True),
    "users.info": Route(people.users_info, TIER_4, _USERS),
    "users.list": Route(people.users_list, TIER_2, _USERS, per_team=True),
    "users.lookupByEmail": Route(people.users_lookup_by_email, TIER_3, ("users:read.email",)),
    "views.open": Route(views.open_view, TIER_4, writes=True),
    "views.publish": Route(views.publish, TIER_4, writes=True),
    "views.push": Route(views.push, TIER_4, writes=True),
    "views.update": Route(views.update, TIER_4, writes=True),
}
