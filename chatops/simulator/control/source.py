"""What is clicked on: a message, a modal or a home tab, its blocks and its place in payloads."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chatops.simulator import payloads
from chatops.simulator.control.acting import Repeatable, Stage
from chatops.simulator.inputs import NotPossibleError

if TYPE_CHECKING:
    from chatops.simulator.definition import User
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message
    from chatops.simulator.views import View


class OnSurface(Repeatable):
    """An element on a message (`channel` and `ts`), in a modal (`view_id`) or on the home tab."""

    action_id: str
    block_id: str | None = None
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    home: bool = False


@dataclass(frozen=True)
class Source:
    """The message or view an element is on."""

    stage: Stage
    user: "User"
    message: "Message | None" = None
    view: "View | None" = None

    @property
    def name(self) -> str:
        """Return the view's id or the message's ts."""
        return self.view.id if self.view else self.message.ts if self.message else ""

    @property
    def blocks(self) -> "list[JsonObject]":
        """Return the blocks the person sees there."""
        if self.view:
            return self.view.blocks
        return list(self.message.blocks) if self.message else []

    def enter(self, block_id: str, action_id: str, state: "JsonObject") -> "Source":
        """Remember what the person typed or picked, in the view as it is by now."""
        workspace = self.stage.workspace
        if self.view:
            view = self.stage.still_open(self.view)
            block = {**view.values.get(block_id, {}), action_id: state}
            changed = replace(view, values={**view.values, block_id: block})
            return replace(self, view=workspace.views.keep(changed))
        key = (self.user.id, self.name, block_id)
        workspace.typed_in_messages.setdefault(key, {})[action_id] = state
        return self

    def payload(self, *, with_response_url: bool) -> "JsonObject":
        """Return the part of a payload that says where something was done."""
        if self.view:
            return payloads.from_view(self.stage.workspace, self.view)
        if self.message is None:
            raise NotPossibleError("Nothing was clicked.")
        conversation = self.stage.conversation(self.user, self.message.channel)
        workspace = self.stage.workspace
        sent = payloads.from_message(workspace, self.user, conversation, self.message)
        if with_response_url:
            url = self.stage.response_url(self.user, conversation.id, self.message.ts)
            sent["response_url"] = url
        return sent


def source_of(stage: Stage, request: OnSurface) -> Source:
    """Return what the request is about; raise NotPossibleError if the person does not see it."""
    user = stage.person(request.user)
    if request.view_id:
        home = stage.workspace.views.home(user.id)
        if home and home.id == request.view_id:
            return Source(stage, user, view=home)
        return Source(stage, user, view=stage.modal(user, request.view_id))
    if request.home:
        home = stage.workspace.views.home(user.id)
        if home is None:
            raise NotPossibleError(f"{user.real_name} has no home tab yet.")
        return Source(stage, user, view=home)
    if not request.channel or not request.ts:
        raise NotPossibleError("Name channel and ts, view_id, or home.")
    message = stage.message(user, request.channel, request.ts)
    if message.bot_id is None:
        raise NotPossibleError("That message is not of the app.")
    return Source(stage, user, message=message)
