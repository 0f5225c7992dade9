"""What Slack sends, with only the fields we use; everything is parsed here, once.

Follows https://docs.slack.dev/reference/interaction-payloads. Nothing in a payload is an
authority on anything but who acted, and on what they were looking at.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chatops.core.refused import Refused
from chatops.ledger.canonical import digest
from chatops.slack.views import replies
from chatops.slack.views.ids import Target, target


class _Edge(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Who(_Edge):
    """The account behind a payload; `team_id` is its own workspace, which may not be ours."""

    id: str
    team_id: str | None = None


class Choice(_Edge):
    """A picked option."""

    value: str


class Entered(_Edge):
    """What one input holds."""

    value: str | None = None
    selected_option: Choice | None = None
    selected_options: tuple[Choice, ...] = ()
    selected_date_time: int | None = None


class State(_Edge):
    """All inputs of a view by block id, then by action id."""

    values: dict[str, dict[str, Entered]] = {}


class ShownBlock(_Edge):
    """A block of a view as the person sees it."""

    type: str
    block_id: str = ""


class Drawn(_Edge):
    """All blocks of a view or message, as they were parsed and as they came."""

    every: tuple[ShownBlock, ...] = ()
    given: Any = None

    @property
    def digest(self) -> str:
        """Return the digest of them as the person saw them; empty where there are none."""
        return digest(self.given) if self.given is not None else ""


def _drawn(blocks: Any) -> dict[str, Any]:
    return {"every": blocks, "given": blocks}


Blocks = Annotated[Drawn, BeforeValidator(_drawn)]


class OpenView(_Edge):
    """The modal or home tab that is in front of the person."""

    id: str
    type: str
    callback_id: str = ""
    private_metadata: str = ""
    state: State = State()
    blocks: Blocks = Drawn()

    @property
    def target(self) -> Target:
        """Return which change the modal is about; raise `Refused` for a modal of no change."""
        return _target(self.private_metadata)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the block ids under which a mistake can be shown, in order."""
        return tuple(one.block_id for one in self.blocks.every if one.type == "input")

    @property
    def slot(self) -> str:
        """Return where the draft of this form is kept: what it is about, or where it began."""
        return self.private_metadata

    def text(self, block_id: str) -> str:
        """Return what was typed or picked; empty if nothing was."""
        entered = self._entered(block_id)
        return entered.selected_option.value if entered.selected_option else entered.value or ""

    def choices(self, block_id: str) -> tuple[str, ...]:
        """Return what was picked in a menu that takes several."""
        return tuple(one.value for one in self._entered(block_id).selected_options)

    @property
    def picked(self) -> tuple[str, ...]:
        """Return everything that was picked anywhere in menus and boxes that take several."""
        entered = (one for block in self.state.values.values() for one in block.values())
        return tuple(choice.value for one in entered for choice in one.selected_options)

    def moment(self, block_id: str) -> datetime | None:
        """Return the date and time that was picked, if any."""
        seconds = self._entered(block_id).selected_date_time
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None

    def _entered(self, block_id: str) -> Entered:
        return next(iter(self.state.values.get(block_id, {}).values()), Entered())


class Pressed(_Edge):
    """The button or menu that was used."""

    action_id: str
    block_id: str = ""
    value: str | None = None
    selected_option: Choice | None = None
    selected_options: tuple[Choice, ...] = ()
    action_ts: str = ""


class OpenMessage(_Edge):
    """The message that a button stands in; what only one person sees is not sent along."""

    blocks: Blocks = Drawn()


class Container(_Edge):
    """Where it stands."""

    channel_id: str | None = None
    message_ts: str | None = None
    thread_ts: str | None = None
    is_ephemeral: bool = False


class Click(_Edge):
    """block_actions: somebody used a button or a menu."""

    user: Who
    actions: tuple[Pressed, ...] = Field(min_length=1)
    trigger_id: str = ""
    container: Container = Container()
    view: OpenView | None = None
    message: OpenMessage | None = None
    response_url: str = ""

    @property
    def target(self) -> Target:
        """Return what the button is about; raise `Refused` for one that we do not know."""
        return _target(self.actions[0].value or "")

    @property
    def is_filling(self) -> bool:
        """Tell whether this is an input of a form that is being filled in: nobody asked for it."""
        return self.view is not None and self.actions[0].block_id in self.view.inputs

    @property
    def shown(self) -> str:
        """Return the digest of what the person saw; empty where Slack does not tell."""
        where = self.view or self.message
        return where.blocks.digest if where else ""

    @property
    def is_direct(self) -> bool:
        """Tell whether it was clicked in a direct message of ours."""
        return (self.container.channel_id or "").startswith("D")

    @property
    def delivery(self) -> str:
        """Return what a repetition of this very click has too."""
        if self.trigger_id:
            return f"trigger:{self.trigger_id}"
        return f"action:{self.actions[0].action_ts}:{self.user.id}:{self.container.message_ts}"


class Command(_Edge):
    """A slash command."""

    user_id: str
    team_id: str | None = None
    text: str = ""
    trigger_id: str = ""

    @property
    def user(self) -> Who:
        """Return who typed it."""
        return Who(id=self.user_id, team_id=self.team_id)

    @property
    def delivery(self) -> str | None:
        """Return what a repetition of this very command has too, if Slack gave it anything."""
        return f"trigger:{self.trigger_id}" if self.trigger_id else None


class Shortcut(_Edge):
    """A global shortcut."""

    user: Who
    trigger_id: str


class Submission(_Edge):
    """view_submission: somebody sent a form; view_closed has the same fields: they closed it."""

    user: Who
    view: OpenView

    @property
    def delivery(self) -> str:
        """Return what a repetition of this has too; a form is sent successfully only once."""
        return f"view:{self.view.id}"


class Suggestion(_Edge):
    """block_suggestion: somebody types into a menu."""

    user: Who
    value: str = ""


class HomeOpened(_Edge):
    """app_home_opened."""

    user: str
    tab: str = "home"


class EnterpriseUser(_Edge):
    """The part of a Slack user that an Enterprise organisation adds."""

    id: str = ""
    enterprise_id: str | None = None


class SlackUser(_Edge):
    """https://docs.slack.dev/reference/objects/user-object, as far as it says who may decide."""

    id: str
    team_id: str | None = None
    deleted: bool = False
    is_bot: bool = False
    is_workflow_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    tz: str | None = None
    enterprise_user: EnterpriseUser | None = None


class UserChange(_Edge):
    """user_change, team_join."""

    user: SlackUser


class Subteam(_Edge):
    """A user group, as far as it says which."""

    id: str


class GroupChange(_Edge):
    """subteam_members_changed, which names the group, or subteam_updated, which holds it."""

    subteam_id: str = ""
    subteam: Subteam | None = None

    @property
    def group(self) -> str:
        """Return the group's id."""
        return self.subteam.id if self.subteam else self.subteam_id


def _target(value: str) -> Target:
    try:
        return target(value)
    except ValueError as failure:
        raise Refused("unknown_button", replies.UNKNOWN_BUTTON) from failure
