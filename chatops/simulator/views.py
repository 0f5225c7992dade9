"""Open modals, up to three on top of each other, and each person's App Home.

Follows https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home
"""

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chatops.simulator.inputs import state_of, with_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatops.simulator.definition import App
    from chatops.simulator.json_types import JsonObject

MAX_STACK = 3


class ViewError(Exception):
    """The view cannot be shown; the text is Slack's error code."""


@dataclass(frozen=True)
class View:
    """A modal or a home tab in front of one person, with what they typed and what is wrong."""

    id: str
    user: str
    content: "JsonObject"
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    values: "JsonObject" = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> "list[JsonObject]":
        """Return the blocks, with their ids."""
        blocks: list[JsonObject] = self.content["blocks"]
        return blocks

    def shown(self) -> "JsonObject":
        """Return the view as the page and tests see it."""
        texts = {key: (self.content.get(key) or {}).get("text") for key in _TEXTS}
        return {
            "id": self.id,
            "type": self.content["type"],
            **texts,
            "blocks": self.blocks,
            "state": {"values": self.values},
            "errors": self.errors,
            "hash": self.hash,
            "private_metadata": self.content.get("private_metadata", ""),
            "callback_id": self.content.get("callback_id", ""),
            "root_view_id": self.root_view_id,
            "previous_view_id": self.previous_view_id,
            "submit_disabled": self.content.get("submit_disabled", False),
        }

    def sent(self, app: "App", team_id: str) -> "JsonObject":
        """Return Slack's view object."""
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.content["type"],
            "blocks": self.blocks,
            "private_metadata": self.content.get("private_metadata", ""),
            "callback_id": self.content.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.content.get("title"),
            "clear_on_close": self.content.get("clear_on_close", False),
            "notify_on_close": self.content.get("notify_on_close", False),
            "close": self.content.get("close"),
            "submit": self.content.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": app.id,
            "external_id": self.content.get("external_id", ""),
            "app_installed_team_id": team_id,
            "bot_id": app.bot_id,
        }


_TEXTS = ("title", "submit", "close")


@dataclass
class Views:
    """Everyone's stack of modals, everyone's home, and the options external selects got."""

    clock: "Callable[[], float]"
    _stacks: dict[str, list[View]] = field(default_factory=dict)
    _homes: dict[str, View] = field(default_factory=dict)
    _offered: "dict[tuple[str, str, str], list[JsonObject]]" = field(default_factory=dict)

    def stack(self, user: str) -> list[View]:
        """Return the person's open modals, the top one last."""
        return list(self._stacks.get(user, []))

    def open_for(self, user: str | None) -> list[View]:
        """Return the person's open modals, or everyone's."""
        every = [one for stack in self._stacks.values() for one in stack]
        return every if user is None else self.stack(user)

    def top(self, user: str) -> View | None:
        """Return the modal in front of the person."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return the person's home tab, if the app has published one."""
        return self._homes.get(user)

    def find(self, view_id: str) -> View | None:
        """Return an open modal or a home by its id."""
        every = [one for stack in self._stacks.values() for one in stack]
        return next((v for v in (*every, *self._homes.values()) if v.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """Return an open modal or a home by the id the app gave it."""
        every = [one for stack in self._stacks.values() for one in stack]
        found = (v for v in (*every, *self._homes.values()))
        return next((v for v in found if v.content.get("external_id") == external_id), None)

    def open(self, user: str, content: "JsonObject") -> View:
        """Show a modal instead of whatever modals are open."""
        self._refuse_taken_external_id(content, None)
        view = self._made(user, content)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, content: "JsonObject") -> View:
        """Show a modal on top of the open ones."""
        stack = self._stacks.get(user, [])
        if not stack:  # the trigger does not come from a modal
            raise ViewError("invalid_trigger_id")
        if len(stack) >= MAX_STACK:
            raise ViewError("push_limit_reached")
        self._refuse_taken_external_id(content, None)
        below = stack[-1]
        made = self._made(user, content)
        view = replace(made, root_view_id=below.root_view_id, previous_view_id=below.id)
        stack.append(view)
        return view

    def update(self, view: View, content: "JsonObject", seen_hash: str | None = None) -> View:
        """Show other content in the same view; values stay where block and action ids stay."""
        if seen_hash and seen_hash != view.hash:
            raise ViewError("hash_conflict")
        self._refuse_taken_external_id(content, view)
        fresh = self._made(view.user, content, view.values)
        return self.put(replace(view, content=fresh.content, values=fresh.values, errors={}))

    def publish(self, user: str, content: "JsonObject", seen_hash: str | None = None) -> View:
        """Show a home tab to one person."""
        home = self._homes.get(user)
        if home:
            return self.update(home, content, seen_hash)
        if seen_hash:
            raise ViewError("hash_conflict")
        self._refuse_taken_external_id(content, None)
        self._homes[user] = self._made(user, content)
        return self._homes[user]

    def put(self, view: View) -> View:
        """Replace a view that is open by its changed form, under a new hash."""
        return self.keep(replace(view, hash=self._hash()))

    def keep(self, changed: View) -> View:
        """Replace a view by what a person made of it by typing; its hash stays."""
        if changed.content["type"] == "home":
            self._homes[changed.user] = changed
        stack = self._stacks.get(changed.user, [])
        stack[:] = [changed if one.id == changed.id else one for one in stack]
        return changed

    def close(self, view: View) -> None:
        """Close a modal and those on top of it."""
        stack = self._stacks.get(view.user, [])
        ids = [one.id for one in stack]
        if view.id in ids:
            del stack[ids.index(view.id) :]

    def clear(self, user: str) -> None:
        """Close all modals of a person."""
        self._stacks.pop(user, None)

    def offer(self, place: str, block_id: str, action_id: str, options: "list[JsonObject]") -> None:
        """Remember which options an external select showed last; `place` is a view or a message."""
        self._offered[place, block_id, action_id] = options

    def offered(self, place: str, block_id: str, action_id: str) -> "list[JsonObject]":
        """Return which options an external select showed last."""
        return self._offered.get((place, block_id, action_id), [])

    def _refuse_taken_external_id(self, content: "JsonObject", own: View | None) -> None:
        external_id = content.get("external_id")
        taken = self.by_external_id(external_id) if external_id else None
        if taken and (own is None or taken.id != own.id):
            raise ViewError("duplicate_external_id")

    def _made(self, user: str, content: "JsonObject", before: "JsonObject | None" = None) -> View:
        blocks = with_ids(content["blocks"])
        name = f"V{secrets.token_hex(5).upper()}"
        values = state_of(blocks, before)
        return View(name, user, {**content, "blocks": blocks}, self._hash(), name, values=values)

    def _hash(self) -> str:
        return f"{int(self.clock())}.{secrets.token_hex(4)}"
