"""Notices as the outbox keeps them: as JSON, in a lane, and how they come out again."""

import json

from chatops.core.events import as_json, from_json
from chatops.core.notices import (
    CardOutdated,
    ChannelLine,
    DirectMessage,
    HomeOutdated,
    Notice,
    ThreadLine,
)
from chatops.store.session import Values


def packed(notice: Notice) -> Values:
    """Return the row's values: what shares a `lane` arrives in order, one `card` is enough."""
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
        case HomeOutdated(person):
            return _row(f"home @{person}", {"kind": "home", "person": person})
        case DirectMessage(key, person, event):
            told = {"kind": "message", "key": key, "person": person, "event": as_json(event)}
            return _row(f"{key} @{person}", told)


def unpacked(stored: str) -> Notice:
    """Return the notice; raise KeyError or ValueError for what `packed` never wrote."""
    told = json.loads(stored)
    match told["kind"]:
        case "card":
            return CardOutdated(told["key"], told["channel"])
        case "line":
            return ThreadLine(told["key"], told["channel"], from_json(told["event"]))
        case "loud":
            return ChannelLine(told["key"], told["channel"], from_json(told["event"]))
        case "home":
            return HomeOutdated(told["person"])
        case "message":
            return DirectMessage(told["key"], told["person"], from_json(told["event"]))
        case other:
            raise ValueError(f"{other!r} is no kind of notice")


def _row(lane: str, told: Values, card: str | None = None) -> Values:
    notice = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {"lane": lane, "card": card, "notice": notice}
