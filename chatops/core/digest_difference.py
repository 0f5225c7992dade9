"""How two counts of the same week differ: the digest's own, and the one over the trail alone.

The trail has only the digests of what people wrote, so why they did something is not compared.
Nor are the spans of freezes and resets, which the policy tells.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any

from chatops.core.digest import Figures

_PARTS = {
    "overall": "the time to approval of all together",
    "speeds": "the time to approval by team",
    "days": "what happened on each day",
    "rejected": "what was rejected",
    "broken": "who broke the glass",
    "unpaid": "what is owed",
    "adopted": "which policies were adopted",
    "pairs": "who approved only each other",
    "approvals": "how many approvals there were",
}


def difference(digest: Figures, trail: Figures) -> str:
    """Return the first difference in a sentence; empty where there is none."""
    return next(_differences(digest, trail), "")


def _differences(digest: Figures, trail: Figures) -> Iterator[str]:
    names = dict.fromkeys((one.count, one.of) for one in (*digest.figures, *trail.figures))
    for count, of in names:
        told, found = digest.number(count, of), trail.number(count, of)
        if told != found:
            about = f"{count.value} of {of}" if of else count.value
            yield f"{about} is {told} in the digest and {found} in the trail."
    for name, words in _PARTS.items():
        told, found = (_bare(getattr(one, name)) for one in (digest, trail))
        if told != found:
            first = next(_pairs(told, found), "")
            yield f"{words} is another in the digest than in the trail{first}."


def _pairs(told: Any, found: Any) -> Iterator[str]:
    if not isinstance(told, tuple) or not isinstance(found, tuple):
        yield f": {_shown(told)}, not {_shown(found)}"
        return
    for one in told:
        if one not in found:
            yield f": it has {_shown(one)}"
    for one in found:
        if one not in told:
            yield f": it lacks {_shown(one)}"


def _bare(value: Any) -> Any:
    """Return the value without what people wrote."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    return replace(value, why="") if hasattr(value, "why") else value


def _shown(value: Any) -> str:
    """Return a value in a few words: its fields, those that say something."""
    if not is_dataclass(value):
        return str(value)
    parts = ((one.name, getattr(value, one.name)) for one in fields(value))
    told = (
        f"{name} {part.isoformat() if isinstance(part, datetime) else part}"
        for name, part in parts
        if part != ""
    )
    return ", ".join(told)
