"""Messages and where they are: posted, changed, deleted, threaded, and those only one person sees.

Follows https://docs.slack.dev/messaging and https://docs.slack.dev/reference/events/message
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chatops.simulator.json_types import JsonObject

MAX_TEXT = 40_000


@dataclass(frozen=True)
class Message:
    """One message; `ts` is unique in its channel and is its id there."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: "tuple[JsonObject, ...]" = ()
    bot_id: str | None = None
    thread_ts: str | None = None
    edited: str | None = None
    ephemeral_for: str | None = None
    metadata: "JsonObject | None" = None
    files: "tuple[JsonObject, ...]" = ()

    def shown(self, reply_count: int = 0) -> "JsonObject":
        """Return the message as the page and tests see it."""
        return {
            "ts": self.ts,
            "user": self.user,
            "bot": self.bot_id is not None,
            "text": self.text,
            "blocks": list(self.blocks),
            "thread_ts": self.thread_ts,
            "reply_count": reply_count,
            "edited": self.edited is not None,
            "ephemeral_for": self.ephemeral_for,
            **({"metadata": self.metadata} if self.metadata else {}),
            **({"files": list(self.files)} if self.files else {}),
        }


@dataclass
class Messages:
    """All messages of a workspace, in the order they were posted."""

    clock: "Callable[[], float]"
    _all: dict[tuple[str, str], Message] = field(default_factory=dict)
    _last: int = 0

    def next_ts(self) -> str:
        """Return a new id: seconds and microseconds of now, later than any before."""
        self._last = max(int(self.clock() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def put(self, message: Message) -> Message:
        """Remember a message, or its changed form under the same ts."""
        kept = replace(message, text=message.text[:MAX_TEXT])
        self._all[message.channel, message.ts] = kept
        return kept

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message, also an ephemeral one."""
        return self._all.get((channel, ts))

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._all.pop((message.channel, message.ts), None)

    def move(self, old: str, new: str) -> None:
        """Take everything that was posted in one channel over to the id it has now."""
        self._all = {
            (new if place == old else place, ts): replace(one, channel=new) if place == old else one
            for (place, ts), one in self._all.items()
        }

    def drop(self, channel: str) -> None:
        """Forget everything that was posted in a channel."""
        self._all = {key: one for key, one in self._all.items() if key[0] != channel}

    def of(self, channel: str) -> list[Message]:
        """Return what was posted in a channel, replies and ephemeral ones too, oldest first."""
        return [one for one in self._all.values() if one.channel == channel]

    def replies(self, channel: str, thread_ts: str) -> list[Message]:
        """Return the replies of a thread that everyone sees, oldest first."""
        return [one for one in self.of(channel) if one.thread_ts == thread_ts and is_public(one)]

    def ephemeral_for(self, user: str) -> list[Message]:
        """Return what only this person sees, in any channel."""
        return [one for one in self._all.values() if one.ephemeral_for == user]

    def seen_by(self, user: str | None, channel: str) -> "Iterable[Message]":
        """Return the messages of a channel without those that are for others only."""
        return (m for m in self.of(channel) if user is None or m.ephemeral_for in {None, user})


def is_public(message: Message) -> bool:
    """Say whether everyone in the channel sees the message."""
    return message.ephemeral_for is None
