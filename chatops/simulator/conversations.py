"""Where people talk: public and private channels and direct messages with the app.

Follows https://docs.slack.dev/reference/objects/conversation-object
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from chatops.simulator.definition import Channel, WorkspaceDefinition
    from chatops.simulator.json_types import JsonObject

Kind = Literal["channel", "private", "im"]


@dataclass(frozen=True)
class Conversation:
    """A channel, or a direct message with `partner`."""

    id: str
    name: str
    kind: Kind
    members: tuple[str, ...]
    topic: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    partner: str | None = None

    @property
    def payload_name(self) -> str:
        """Return the name Slack puts into the payloads it sends to apps."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)

    def shown(self, viewer: str | None) -> "JsonObject":
        """Return the conversation as the page and tests see it."""
        others = [one for one in self.members if one != viewer]
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "is_ext_shared": self.is_ext_shared,
            "is_archived": self.is_archived,
            "topic": self.topic,
            "members": list(self.members),
            **({"with": others[0]} if self.kind == "im" else {}),
        }


@dataclass
class Conversations:
    """All conversations by id."""

    bot: str
    _all: dict[str, Conversation] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: "WorkspaceDefinition") -> "Conversations":
        """Return the conversations at the beginning."""
        bot = definition.app.bot_user_id
        made = cls(bot, {one.id: _channel(one, bot) for one in definition.channels})
        for one in definition.dms:
            made.open_dm(one.user, one.id)
        return made

    def find(self, conversation_id: str | None) -> Conversation | None:
        """Return a conversation by id."""
        return self._all.get(conversation_id or "")

    def all(self) -> list[Conversation]:
        """Return every conversation."""
        return list(self._all.values())

    def dm(self, user: str) -> Conversation | None:
        """Return the direct message between the app and this person, if one was opened."""
        return next((one for one in self._all.values() if one.partner == user), None)

    def open_dm(self, user: str, conversation_id: str | None = None) -> Conversation:
        """Return the direct message between the app and this person; open one if needed."""
        found = self.dm(user)
        if found:
            return found
        made = conversation_id or f"D{user[1:]}"
        opened = Conversation(made, "", "im", (user, self.bot), partner=user)
        self._all[made] = opened
        return opened

    def join(self, conversation: Conversation, user: str) -> Conversation:
        """Make the user a member."""
        members = tuple(dict.fromkeys((*conversation.members, user)))
        self._all[conversation.id] = replace(conversation, members=members)
        return self._all[conversation.id]

    def leave(self, conversation: Conversation, user: str) -> Conversation:
        """Make the user a member no more."""
        members = tuple(one for one in conversation.members if one != user)
        return self.put(replace(conversation, members=members))

    def put(self, changed: Conversation) -> Conversation:
        """Remember a conversation, or its changed form under the same id."""
        self._all[changed.id] = changed
        return changed

    def forget(self, conversation: Conversation) -> None:
        """Let a conversation be no more."""
        self._all.pop(conversation.id, None)

    def archive(self, conversation_id: str) -> bool:
        """Archive a conversation; say whether it exists."""
        found = self._all.get(conversation_id)
        if found:
            self._all[conversation_id] = replace(found, is_archived=True)
        return found is not None


def _channel(channel: "Channel", bot: str) -> Conversation:
    with_bot = (bot,) if channel.bot_is_member else ()
    return Conversation(
        id=channel.id,
        name=channel.name,
        kind="private" if channel.is_private else "channel",
        members=tuple(dict.fromkeys((*channel.members, *with_bot))),
        topic=channel.topic,
        is_ext_shared=channel.is_ext_shared,
        is_archived=channel.is_archived,
    )
