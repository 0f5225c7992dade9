"""People at work in the local workspace: they type, fill forms and click, as Slack lets them.

Everything goes through the workspace's `/sim` endpoints, which deliver signed requests to the
app; nothing here knows how the app works inside. The scenarios of the tests are told with it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

JSON = dict[str, Any]
T = TypeVar("T")


class NotThere(AssertionError):  # noqa: N818 - says what a person does not see
    """Something that the person looks for did not appear."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The local workspace at `url`; `patience` is how many seconds to wait for a message."""

    url: str
    http: httpx.Client
    patience: float = 10.0

    def post(self, path: str, **body: object) -> JSON:
        """POST to `/sim/{path}`; a request the workspace itself refuses raises NotThere."""
        answer = self.http.post(f"{self.url}/sim/{path}", json=body)
        told: JSON = answer.json()
        if answer.status_code >= 400:  # noqa: PLR2004 - HTTP's own border
            raise NotThere(f"{path} {body}: {told.get('error')}")
        return told

    def state(self, user: str | None = None) -> JSON:
        """Return all that this person can see."""
        params = {"user": user} if user else {}
        state: JSON = self.http.get(f"{self.url}/sim/state", params=params).json()
        return state

    def person(self, slack_id: str) -> "Actor":
        """Return somebody of this workspace."""
        return Actor(self, slack_id)

    def wait_for(self, look: Callable[[], T | None], what: str) -> T:
        """Look again and again until something is there."""
        end = time.monotonic() + self.patience
        while True:
            found = look()
            if found is not None:
                return found
            if time.monotonic() > end:
                raise NotThere(f"{what} did not appear within {self.patience} s")
            time.sleep(0.02)


@contextmanager
def visiting(url: str) -> Iterator[Workspace]:
    """Give the workspace at this address; its connections are closed at the end of the block."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        yield Workspace(url, http)


@dataclass(frozen=True, slots=True)
class Actor:
    """One person; each method is one thing a person does, and returns what they then see."""

    workspace: Workspace
    id: str

    def types(self, channel: str, text: str) -> JSON:
        """Type a slash command into a channel."""
        return self.workspace.post("commands", user=self.id, channel=channel, text=text)

    def submits(self, view_id: str, **values: object) -> JSON:
        """Fill in a modal, by block id, and press its submit button."""
        return self.workspace.post("submissions", user=self.id, view_id=view_id, values=values)

    def requests(self, channel: str, hint: str, /, **values: object) -> JSON:
        """Ask for a change with `/change request HINT` and its form."""
        opened = self.types(channel, f"/change request {hint}")
        view = opened["seen"]["view"]
        if view is None:
            raise NotThere(f"the request form: {opened}")
        return self.submits(view["id"], **values)

    def messages(self, channel: str) -> list[JSON]:
        """Return what this person can read in a channel, oldest first."""
        seen: list[JSON] = self.workspace.state(self.id)["messages"].get(channel, [])
        return seen

    def direct_messages(self) -> list[JSON]:
        """Return what the app wrote to this person."""
        state = self.workspace.state(self.id)
        own = [one["id"] for one in state["channels"] if one["kind"] == "im"]
        return [message for channel in own for message in state["messages"].get(channel, [])]

    def sees(self, channel: str, text: str) -> JSON:
        """Wait for a message of which the text or any block holds `text`."""
        return self.workspace.wait_for(
            lambda: next((one for one in self.messages(channel) if text in shown(one)), None),
            f"“{text}” in {channel}",
        )

    def is_told(self, text: str) -> JSON:
        """Wait for a direct message that holds `text`."""
        return self.workspace.wait_for(
            lambda: next((one for one in self.direct_messages() if text in shown(one)), None),
            f"a direct message with “{text}”",
        )

    def card(self, channel: str, key: str) -> JSON:
        """Wait for the card of a change."""
        return self.workspace.wait_for(
            lambda: next((one for one in self.messages(channel) if _is_card(one, key)), None),
            f"the card of {key} in {channel}",
        )

    def clicks(self, button: str, channel: str, key: str, **more: object) -> JSON:
        """Click a button of a card, found by the words on it."""
        card = self.card(channel, key)
        return self.clicks_on(button, card, channel, **more)

    def clicks_on(self, button: str, card: JSON, channel: str, **more: object) -> JSON:
        """Click a button of the card as it was when this person last looked."""
        element = next((one for one in buttons(card) if label(one) == button), None)
        if element is None:
            words = ", ".join(label(one) for one in buttons(card))
            raise NotThere(f"no button “{button}” on {card['text']!r}; there are: {words}")
        return self.workspace.post(
            "actions",
            user=self.id,
            channel=channel,
            ts=card["ts"],
            action_id=element["action_id"],
            **({"value": element["value"]} if "value" in element else {}),
            **more,
        )

    def rejects(self, channel: str, key: str, reason: str) -> JSON:
        """Click Reject and give the reason."""
        view = self.clicks("Reject", channel, key)["seen"]["view"]
        if view is None:
            raise NotThere("the form that asks for the reason")
        return self.submits(view["id"], reason=reason)

    def edits(self, channel: str, key: str, **values: object) -> JSON:
        """Click Edit and submit the form with these fields changed."""
        clicked = self.clicks("Edit", channel, key)
        if clicked["seen"]["view"] is None:
            raise NotThere(f"the form to edit: {clicked}")
        return self.submits(clicked["seen"]["view"]["id"], **values)


def buttons(message: JSON) -> Iterator[JSON]:
    """Yield the buttons of a message's action rows and accessories."""
    for block in message.get("blocks") or []:
        elements = block.get("elements", []) if block["type"] == "actions" else []
        for element in (*elements, block.get("accessory") or {}):
            if element.get("type") == "button":
                yield element


def label(button: JSON) -> str:
    """Return the words on a button."""
    words: str = button["text"]["text"]
    return words


def shown(message: JSON) -> str:
    """Return every text of a message, one after another."""
    return "\n".join(_texts({"text": message.get("text", ""), "blocks": message.get("blocks")}))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _is_card(message: JSON, key: str) -> bool:
    return message.get("thread_ts") in {None, message["ts"]} and any(
        str(one.get("value", "")).startswith(f"{key}:") for one in buttons(message)
    )
