"""Who is in the workspace, and what about them an app or a page may know.

Follows https://docs.slack.dev/reference/objects/user-object
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chatops.simulator.definition import User

if TYPE_CHECKING:
    from chatops.simulator.definition import Team, WorkspaceDefinition
    from chatops.simulator.json_types import JsonObject

# Slackbot is not marked as a bot, in real workspaces too.
SLACKBOT = User(id="USLACKBOT", name="slackbot", real_name="Slackbot", display_name="Slackbot")


@dataclass
class People:
    """All users: those of the definition, the app's bot, and Slackbot."""

    team: "Team"
    _all: dict[str, User] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: "WorkspaceDefinition") -> "People":
        """Return the people at the beginning."""
        app = definition.app
        bot = User(id=app.bot_user_id, name=app.name.lower(), real_name=app.name, is_bot=True)
        all_users = {one.id: one for one in (SLACKBOT, bot, *definition.users)}
        return cls(definition.team, all_users)

    def find(self, user_id: str | None) -> User | None:
        """Return a user by id; in an organisation also by the one that they have there."""
        found = self._all.get(user_id or "")
        if found is None and user_id and self.team.enterprise_id:
            every = (one for one in self._all.values() if not self.is_external(one))
            return next((one for one in every if one.enterprise_user_id == user_id), None)
        return found

    def by_email(self, email: str) -> User | None:
        """Return an active user by address."""
        found = (one for one in self._all.values() if one.email.lower() == email.lower())
        return next((one for one in found if not one.deleted), None)

    def all(self) -> list[User]:
        """Return everyone, outsiders too."""
        return list(self._all.values())

    def add(self, user: User) -> None:
        """Let somebody new be there."""
        self._all[user.id] = user

    def change(self, user_id: str, **fields: object) -> User:
        """Replace some fields of a user, such as `deleted`."""
        changed = User.model_validate({**self._all[user_id].model_dump(), **fields})
        self._all[user_id] = changed
        return changed

    def is_external(self, user: User) -> bool:
        """Say whether the user belongs to another organisation (Slack Connect)."""
        return user.team_id not in {None, self.team.id}

    def is_guest(self, user: User) -> bool:
        """Say whether the user sees only the channels they were put in."""
        return user.is_restricted or user.is_ultra_restricted

    def shown(self, user: User) -> "JsonObject":
        """Return a user as the page and tests see them."""
        kept = {
            *("id", "name", "real_name", "display_name", "title", "tz", "is_bot", "deleted"),
            *("is_restricted", "is_ultra_restricted", "color"),
        }
        return {**user.model_dump(include=kept), "external": self.is_external(user)}

    def sent(self, user: User, *, with_email: bool) -> "JsonObject":
        """Return Slack's user object."""
        team_id = user.team_id or self.team.id
        profile = {
            "title": user.title,
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "team": team_id,
            **({"email": user.email} if with_email and user.email else {}),
        }
        fields = {"id": user.id, "team_id": team_id, "name": user.name, "deleted": user.deleted}
        fields |= self._enterprise_user(user)
        if user.deleted:
            return {**fields, "is_bot": user.is_bot, "is_app_user": False, "profile": profile}
        return {**fields, **_active_fields(user), "profile": profile}

    def _enterprise_user(self, user: User) -> "JsonObject":
        own = None if self.is_external(user) else self.team.enterprise_id
        enterprise_id = user.enterprise_id or own
        if enterprise_id is None:
            return {}
        name = self.team.enterprise_name if enterprise_id == self.team.enterprise_id else ""
        known = {
            "id": user.enterprise_user_id or user.id,
            "enterprise_id": enterprise_id,
            "enterprise_name": name,
            "is_admin": False,
            "is_owner": False,
            "teams": [user.team_id or self.team.id],
        }
        return {"enterprise_user": known}


def _active_fields(user: User) -> "JsonObject":
    return {
        "color": user.color,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": False,
        "updated": 0,
    }
