"""What a workspace consists of before anything happens: people, channels and one installed app.

Field names follow Slack's objects (https://docs.slack.dev/reference/objects/user-object and
conversation-object) and the app manifest (https://docs.slack.dev/reference/app-manifest).
"""

from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from yaml import MappingNode, YAMLError
from yaml.constructor import ConstructorError


class _Loader(yaml.SafeLoader):
    """YAML without surprises: a key that stands twice is a mistake."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = next((one for one in keys if keys.count(one) > 1), None)
        if twice is not None:
            raise ConstructorError(None, None, f"duplicate key {twice!r}", node.start_mark)
        return super().construct_mapping(node, deep)


class InvalidDefinitionError(ValueError):
    """The file does not describe a workspace; the message says where and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Team(_Strict):
    """The workspace itself; `enterprise_id` makes it one of an organisation's (Enterprise Grid).

    `others` are the ids of further workspaces of the organisation that have the app.
    """

    id: str = "T0001"
    name: str = "Example"
    domain: str = "example"
    enterprise_id: str | None = None
    enterprise_name: str = "Organisation"
    others: tuple[str, ...] = ()


class User(_Strict):
    """A person or a bot; `team_id` of another team makes it a Slack Connect outsider.

    In an organisation people have an `enterprise_user_id` (their own id unless given), which may
    begin with W, and outsiders may be of another organisation, `enterprise_id`.
    """

    id: str
    name: str
    real_name: str
    display_name: str = ""
    title: str = ""
    tz: str = "Etc/UTC"
    tz_offset: int = 0
    email: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    team_id: str | None = None
    enterprise_id: str | None = None
    enterprise_user_id: str | None = None
    color: str = "4a5568"


class Channel(_Strict):
    """A public or private channel."""

    id: str
    name: str
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    topic: str = ""
    members: tuple[str, ...] = ()
    bot_is_member: bool = False


class DirectMessage(_Strict):
    """An open conversation between the app's bot and one person."""

    id: str
    user: str


class UserGroup(_Strict):
    """A user group (subteam), as in `@checkout-owners`."""

    id: str
    name: str
    handle: str
    users: tuple[str, ...] = ()
    disabled: bool = False


class Command(_Strict):
    """A slash command of the app."""

    command: str = Field(pattern=r"^/\S{1,31}$")
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


class Shortcut(_Strict):
    """A global or message shortcut of the app."""

    callback_id: str
    type: Literal["global", "message"]
    name: str = Field(max_length=24)


class App(_Strict):
    """The installed app: its identity, its secrets and where it wants to be called.

    `bot_events` are the events which happen by themselves and which the app subscribed to;
    `app_home_opened` and events sent on purpose are delivered without being listed. An app that
    `is_enterprise_install` was installed to the whole organisation; what auth.test then names as
    its team is not documented, so it is `org_team_id`: nothing, or the organisation's own id.
    `manifest` is what Slack has as its configuration; without one it is made of the other fields.
    """

    id: str = "A0001"
    name: str = "app"
    bot_user_id: str = "U0BOT"
    bot_id: str = "B0001"
    bot_token: str = "xoxb-simulator"  # noqa: S105 - a secret of an invented workspace
    app_token: str = "xapp-simulator"  # noqa: S105 - a secret of an invented workspace
    config_token: str = "xoxe.xoxp-simulator"  # noqa: S105 - a secret of an invented workspace
    signing_secret: str = "simulator-signing-secret"  # noqa: S105 - the same
    scopes: tuple[str, ...] = ("chat:write", "commands", "users:read")
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    bot_events: tuple[str, ...] = ()
    request_url: str | None = None
    is_enterprise_install: bool = False
    org_team_id: str | None = None
    manifest: dict[str, Any] | None = None


class WorkspaceDefinition(_Strict):
    """Everything `create_app` needs.

    `event_retry_delays` are the seconds before each of Slack's retries, which are far longer there;
    after `edit_window_seconds`, where given, a message can be edited no more.
    """

    team: Team = Team()
    users: tuple[User, ...] = ()
    channels: tuple[Channel, ...] = ()
    app: App = App()
    dms: tuple[DirectMessage, ...] = ()
    usergroups: tuple[UserGroup, ...] = ()
    rate_limits: bool = True
    edit_window_seconds: float | None = None
    event_retry_delays: tuple[float, ...] = Field(default=(0.1, 0.5, 1.0), max_length=3)

    @model_validator(mode="after")
    def _only_an_organisation_has_org_wide_apps(self) -> Self:
        if self.app.is_enterprise_install and self.team.enterprise_id is None:
            raise ValueError("an org-wide installation needs team.enterprise_id")
        return self

    @model_validator(mode="after")
    def _ids_are_unique_and_known(self) -> Self:
        known = [one.id for one in self.users]
        ids = [*known, *(one.id for one in self.channels), *(one.id for one in self.dms)]
        ids += [one.id for one in self.usergroups]
        twice = sorted(one for one, times in Counter(ids).items() if times > 1)
        if twice:
            raise ValueError(f"ids are used twice: {', '.join(twice)}")
        named = {user for one in self.channels for user in one.members}
        named |= {user for one in self.usergroups for user in one.users}
        named |= {one.user for one in self.dms}
        unknown = sorted(named - {*known, self.app.bot_user_id})
        if unknown:
            raise ValueError(f"members are not among the users: {', '.join(unknown)}")
        return self


def load(path: Path | str) -> WorkspaceDefinition:
    """Read a definition from a YAML file; raise InvalidDefinitionError naming each wrong place."""
    try:
        content = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one
    except (OSError, YAMLError) as failure:
        raise InvalidDefinitionError(f"{path}: {failure}") from failure
    try:
        return WorkspaceDefinition.model_validate(content)
    except ValidationError as failure:
        lines = [f"{path}:{_place(one['loc'])}: {one['msg']}" for one in failure.errors()]
        raise InvalidDefinitionError("\n".join(lines)) from failure


def _place(location: tuple[int | str, ...]) -> str:
    return " " + ".".join(str(part) for part in location) if location else " (whole file)"
