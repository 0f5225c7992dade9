"""Notices as the outbox keeps them: as JSON, in a lane, and how they come out again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chatops.core.events import as_json, from_json
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    CheckpointPost,
    DigestPost,
    DirectMessage,
    HomeOutdated,
    Notice,
    Reminder,
    ThreadLine,
)
from chatops.store.session import Values, stamp

_GATHERED = 60  # seconds in which what else is due for a person joins their reminder
_PACE = 60  # seconds: so often at most a day's message with checkpoints is drawn anew


def waiting(notice: Notice, at: datetime) -> Values:
    """Return the values of a row that is written at that time."""
    values = packed(notice)
    return {**values, "due_at": stamp(at + timedelta(seconds=values["seconds"]))}


def reminder_lanes(person: str) -> tuple[str, str]:
    """Return the lanes of a person's reminders, and of their urgent ones, which overtake those."""
    return f"remind @{person}", f"remind now @{person}"


def packed(notice: Notice) -> Values:
    """Return the row's values: what shares a `lane` arrives in order, one `card` is enough.

    It waits so many `seconds` before it is due.
    """
    match notice:
        case CardOutdated(key, channel):
            lane = f"{key} {channel}"
            return _row(lane, {"kind": "card", "key": key, "channel": channel}, card=lane)
        case ThreadLine(key, channel, event):
            told = {"kind": "line", "key": key, "channel": channel, "event": as_json(event)}
            return _row(f"{key} {channel}", told)
        case ChannelLine(key, channel, event):
            told = {"kind": "loud", "key": key, "channel": channel, "event": as_json(event)}
            return _row(f"#{channel}", told)
        case DirectMessage(key, person, event):
            told = {"kind": "message", "key": key, "person": person, "event": as_json(event)}
            return _row(f"{key} @{person}", told)
        case _:
            return _drawn_later(notice)


def _drawn_later(notice: HomeOutdated | Reminder | DigestPost | CheckpointPost) -> Values:
    """Return the values of what is drawn when it is carried."""
    match notice:
        case HomeOutdated(person):
            return _row(f"home @{person}", {"kind": "home", "person": person})
        case Reminder(person, due, urgent=urgent):
            told = {"kind": "reminder", "person": person, "due": due, "urgent": urgent}
            calm, pressing = reminder_lanes(person)
            return _row(pressing if urgent else calm, told, seconds=0 if urgent else _GATHERED)
        case DigestPost(person, week, version, channel, part):
            told = {"kind": "digest", "person": person, "week": week}
            told |= {"version": version, "channel": channel, "part": part}
            lane = "digest files" if part else "digest"  # one file after the other
            return _row(f"{lane} @{person} {channel}", told)
        case CheckpointPost(day, channel):
            told = {"kind": "checkpoint", "day": day, "channel": channel}
            return _row(f"checkpoint {day} #{channel}", told, seconds=_PACE)


def unpacked(stored: str) -> Notice:
    """Return the notice; raise KeyError or ValueError for what `packed` never wrote."""
    told = json.loads(stored)
    kind = told["kind"]
    if kind not in _READERS:
        raise ValueError(f"{kind!r} is no kind of notice")
    return _READERS[kind](told)


_READERS: dict[str, Callable[[Any], Notice]] = {
    "card": lambda told: CardOutdated(told["key"], told["channel"]),
    "line": lambda told: ThreadLine(told["key"], told["channel"], from_json(told["event"])),
    "loud": lambda told: ChannelLine(told["key"], told["channel"], from_json(told["event"])),
    "home": lambda told: HomeOutdated(told["person"]),
    "reminder": lambda told: Reminder(
        told["person"], tuple((key, why) for key, why in told["due"]), urgent=told["urgent"]
    ),
    "digest": lambda told: DigestPost(
        told["person"], told["week"], told["version"], told["channel"], told["part"]
    ),
    "checkpoint": lambda told: CheckpointPost(told["day"], told["channel"]),
    "message": lambda told: DirectMessage(told["key"], told["person"], from_json(told["event"])),
}


def _row(lane: str, told: Values, card: str | None = None, seconds: int = 0) -> Values:
    notice = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {"lane": lane, "card": card, "notice": notice, "seconds": seconds}
