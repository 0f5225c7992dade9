"""What Slack says of a channel: whether it is public, and who is in it. Remembered for 5 minutes.

https://docs.slack.dev/reference/methods/conversations.info and conversations.members. What Slack
does not tell (we are not there, it is away, there are too many members to ask for while a person
waits) is unknown: then the channel counts as private and nobody as its member.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from chatops.core.errand import Result
from chatops.slack.failures import CALL_FAILED, failure_of
from chatops.slack.paced import Paced
from chatops.slack.patience import left
from chatops.slack.recall import WaitError

SECONDS_KNOWN = 300.0
SECONDS_UNKNOWN = 20.0  # until Slack is asked again about what it did not tell
PATIENCE = 1.0  # seconds for all that one answer to a person asks; what is not known by then
# counts as private, and is asked for when they look again
MOST_PAGES = 10
_PAGE = 1000
_FAILED = (*CALL_FAILED, WaitError, ValidationError)
T = TypeVar("T")
NEWS = frozenset(
    {
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
        "channel_left",
        "channel_shared",
        "channel_unshared",
        "group_archive",
        "group_unarchive",
        "group_deleted",
        "group_left",
    }
)
"""Events after which what is remembered of their channel may be wrong."""


class UntoldError(Exception):
    """Slack does not tell of a channel at present; `wait` seconds from now it may."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


def untold(error: Exception) -> float | None:
    """Return how many seconds to wait for a better answer; None where there will be none."""
    if isinstance(error, WaitError):
        return error.seconds
    if isinstance(error, ValidationError):
        return None
    failure = failure_of(error, "")
    if failure.result is Result.LATER:
        return failure.wait
    away = failure.result is Result.UNKNOWN or not failure.code
    return SECONDS_UNKNOWN if away else None


class Conversation(BaseModel):
    """https://docs.slack.dev/reference/objects/conversation-object, as far as it is used."""

    is_channel: bool = False
    is_private: bool = True
    is_im: bool = False
    is_mpim: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    @property
    def is_public(self) -> bool:
        """Tell whether every full member of the workspace may read it."""
        return not (self.is_private or self.is_im or self.is_mpim)


@dataclass(frozen=True, slots=True)
class _Told(Generic[T]):
    """What Slack told; None where it did not. `until` is when to ask again."""

    answer: T | None
    until: float


class Channels:
    """Asks Slack about channels, and remembers. Thread-safe."""

    def __init__(self, slack: Paced, monotonic: Callable[[], float]) -> None:
        self._slack = slack
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._turns: dict[str, int] = {}
        self._infos: dict[str, _Told[Conversation]] = {}
        self._members: dict[str, _Told[frozenset[str]]] = {}

    def look(self) -> "Look":
        """Return what one answer to a person may ask."""
        return Look(self, self._monotonic() + PATIENCE)

    def info(self, channel: str, until: float = float("inf")) -> Conversation | None:
        """Return what Slack says of the channel; None where it does not tell.

        From the moment `until` on Slack is not asked, only remembered.
        """
        return self._remembered(channel, self._infos, self._ask_info, until)

    def members(self, channel: str, until: float = float("inf")) -> frozenset[str] | None:
        """Return the accounts in the channel; None where Slack does not tell."""
        return self._remembered(channel, self._members, self._ask_members, until)

    def is_public(self, channel: str) -> bool | None:
        """Ask Slack now whether everybody may read the channel, or, False, only its members.

        None where Slack does not tell, and for a private one that other organisations share.
        """
        self.forget(channel)
        found = self.info(channel)
        return _openness(found) if found else None

    def openness(self, channel: str) -> bool | None:
        """Tell the same, as it was known at most 5 minutes ago.

        Raises `UntoldError` where Slack will tell later: it is away, or was asked too often.
        """
        try:
            found = self._told_now(channel)
        except _FAILED as error:
            wait = untold(error)
            if wait is None:  # it never will: we are not there, or may not ask
                return None
            raise UntoldError(wait) from error
        return _openness(found)

    def _told_now(self, channel: str) -> Conversation:
        with self._lock:
            told, turn = self._infos.get(channel), self._turns.get(channel, 0)
        if told is not None and told.answer is not None and self._monotonic() < told.until:
            return told.answer
        found = self._ask(channel)
        with self._lock:
            if self._turns.get(channel, 0) == turn:
                self._infos[channel] = _Told(found, self._monotonic() + SECONDS_KNOWN)
        return found

    def permalink(self, channel: str, ts: str) -> str:
        """Return where a message is; nothing where Slack does not tell us in time, or at all."""
        try:
            found = self._slack.call("chat.getPermalink", channel=channel, message_ts=ts)
        except _FAILED:  # we are not there, or Slack is slow
            return ""
        return str(found["permalink"])

    def forget(self, channel: str) -> None:
        """Ask Slack anew when the channel is next looked at; an answer under way is dropped."""
        with self._lock:
            self._turns[channel] = self._turns.get(channel, 0) + 1
            self._infos.pop(channel, None)
            self._members.pop(channel, None)

    def _remembered(
        self,
        channel: str,
        known: dict[str, _Told[T]],
        ask: Callable[[str], T | None],
        until: float,
    ) -> T | None:
        with self._lock:
            told, turn = known.get(channel), self._turns.get(channel, 0)
        now = self._monotonic()
        if told is not None and now < told.until:
            return told.answer
        if now >= until:
            return None
        answer = ask(channel)
        if answer is None and left() <= 0:  # there was no time: the next answer asks again
            return None
        lasts = SECONDS_UNKNOWN if answer is None else SECONDS_KNOWN
        with self._lock:
            if self._turns.get(channel, 0) == turn:
                known[channel] = _Told(answer, self._monotonic() + lasts)
        return answer

    def _ask_info(self, channel: str) -> Conversation | None:
        try:
            return self._ask(channel)
        except _FAILED:
            return None

    def _ask(self, channel: str) -> Conversation:
        answer = self._slack.call("conversations.info", channel=channel)
        return Conversation.model_validate(answer["channel"])

    def _ask_members(self, channel: str) -> frozenset[str] | None:
        found: list[str] = []
        cursor: str | None = None
        try:
            for _ in range(MOST_PAGES):
                page = self._slack.call(
                    "conversations.members", channel=channel, limit=_PAGE, cursor=cursor
                )
                found += [str(one) for one in page["members"] or ()]
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
                if cursor is None:
                    return frozenset(found)
        except _FAILED:
            return None
        return None


def _openness(found: Conversation) -> bool | None:
    """Return None for a private one that other organisations share."""
    return None if found.is_ext_shared and not found.is_public else found.is_public


@dataclass(frozen=True, slots=True)
class Look:
    """What one answer to a person asks of channels, which ends at `until`."""

    channels: Channels
    until: float

    def is_public(self, channel: str) -> bool:
        """Tell whether the channel is known to be public."""
        found = self.channels.info(channel, self.until)
        return found is not None and found.is_public

    def has(self, channel: str, accounts: Collection[str]) -> bool:
        """Tell whether one of these accounts is known to be in the channel."""
        found = self.channels.members(channel, self.until)
        return found is not None and not found.isdisjoint(accounts)


def forgetting(channels: Channels) -> Callable[..., Any]:
    """Return the middleware that forgets a channel when an event tells news of it."""

    def forget(body: Mapping[str, Any], next: Callable[[], Any]) -> Any:  # noqa: A002 - Bolt injects by this name
        news = _News.model_validate(body).event
        if news.type in NEWS and isinstance(news.channel, str):
            channels.forget(news.channel)
        return next()

    return forget


class _Event(BaseModel):
    type: str = ""
    channel: Any = None


class _News(BaseModel):
    """The envelope of an event; other requests have none."""

    event: _Event = _Event()
