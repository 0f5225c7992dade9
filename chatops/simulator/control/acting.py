"""Who acts, what is in front of them, and what they saw in the end.

A person can only do what Slack's client would let them do; anything else is NotPossibleError.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field

from chatops.simulator.inputs import NotPossibleError, elements

if TYPE_CHECKING:
    from chatops.simulator.conversations import Conversation
    from chatops.simulator.definition import User
    from chatops.simulator.delivery import Answer, Courier
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.messages import Message
    from chatops.simulator.views import View
    from chatops.simulator.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Request(BaseModel):
    """What all acts have in common: who acts. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: str


class Repeatable(Request):
    """An act that can be delivered again and again as the very same signed request."""

    repeat: int = Field(default=1, ge=1, le=100)
    parallel: bool = False


@dataclass(frozen=True)
class Stage:
    """Where acts take place; `base_url` is the workspace's own address."""

    workspace: "Workspace"
    courier: "Courier"
    base_url: str

    def person(self, user_id: str) -> "User":
        """Return who acts; leavers still can for as long as their client is open, bots cannot."""
        user = self.workspace.people.find(user_id)
        if user is None:
            raise NotPossibleError(f"There is no user {user_id}.")
        if user.is_bot or user.id == "USLACKBOT":
            raise NotPossibleError(f"{user.real_name} is a bot; bots cannot click or type.")
        return user

    def colleague(self, user_id: str, what: str) -> "User":
        """Return who acts, for what Slack does not offer to people of other organisations."""
        user = self.person(user_id)
        if self.workspace.people.is_external(user):
            raise NotPossibleError(f"{user.real_name} is of another organisation; no {what} there.")
        return user

    def conversation(self, user: "User", conversation_id: str) -> "Conversation":
        """Return a conversation that is visible to the person."""
        found = self.workspace.conversations.find(conversation_id)
        if found is None or not self.workspace.sees(user, found):
            raise NotPossibleError(f"{user.real_name} sees no conversation {conversation_id}.")
        return found

    def message(self, user: "User", conversation_id: str, ts: str) -> "Message":
        """Return a message that is visible to the person."""
        conversation = self.conversation(user, conversation_id)
        found = self.workspace.messages.find(conversation.id, ts)
        if found is None or found.ephemeral_for not in {None, user.id}:
            raise NotPossibleError(f"{user.real_name} sees no message {ts} in {conversation_id}.")
        return found

    def modal(self, user: "User", view_id: str) -> "View":
        """Return the modal in front of the person."""
        top = self.workspace.views.top(user.id)
        if top is None or top.id != view_id:
            raise NotPossibleError(f"The modal {view_id} is not in front of {user.real_name}.")
        return top

    def still_open(self, view: "View") -> "View":
        """Return the view as it is by now; the app may have changed or closed it meanwhile."""
        found = self.workspace.views.find(view.id)
        if found is None:
            raise NotPossibleError("The modal has been closed.")
        return found

    def response_url(self, user: "User", conversation_id: str, ts: str | None = None) -> str:
        """Return a new response URL."""
        token = self.workspace.response_urls.make(user.id, conversation_id, ts)
        return f"{self.base_url}response/{token}"

    def watch(self, user: "User") -> "Watch":
        """Begin to look at what the person sees."""
        return Watch(self.workspace, user.id, tuple(self.workspace.messages.ephemeral_for(user.id)))


@dataclass(frozen=True)
class Watch:
    """What a person saw before their act, to tell what is new afterwards."""

    workspace: "Workspace"
    user: str
    before: "tuple[Message, ...]"

    def report(
        self,
        answers: "list[Answer]",
        error: str | None = None,
        *,
        response: "JsonObject | None" = None,
        errors: dict[str, str] | None = None,
    ) -> "JsonObject":
        """Return how it went and what the person sees now."""
        with self.workspace.lock:
            new = [
                m for m in self.workspace.messages.ephemeral_for(self.user) if m not in self.before
            ]
            top = self.workspace.views.top(self.user)
        return {
            "ok": all(one.acknowledged for one in answers) and not errors and error is None,
            "status": answers[-1].status if answers else None,
            "error": error,
            "seen": {
                "ephemeral": [one.shown() | {"channel": one.channel} for one in new],
                "view": top.shown() if top else None,
                "errors": errors or (top.errors if top else {}),
                "response": response,
            },
            "deliveries": [{"status": one.status, "ms": one.ms} for one in answers],
        }


def trouble(answers: "list[Answer]") -> str | None:
    """Return what the person sees when the app did not take an interaction."""
    return None if all(one.acknowledged for one in answers) else TROUBLE


def find_elements(
    blocks: "list[JsonObject]", action_id: str, block_id: str | None
) -> "list[tuple[JsonObject, JsonObject]]":
    """Return the elements with an action id; raise NotPossibleError if there is none."""
    found = [
        (block, element)
        for block, element in elements(blocks)
        if element["action_id"] == action_id and block_id in {None, block["block_id"]}
    ]
    if not found:
        there = ", ".join(sorted({one["action_id"] for _, one in elements(blocks)})) or "nothing"
        raise NotPossibleError(f"There is no action {action_id!r}; there is: {there}.")
    return found


def matches(element: "JsonObject", value: Any) -> bool:
    """Say whether a button is meant by its value."""
    return value is None or element.get("value") == value
