"""No more text than a message or view may hold: where it is more, the longest are shortened.

Slack names no limit for the text of all blocks together, and refuses messages from about 12,000
characters on; see https://github.com/slackapi/bolt-js/issues/2509
"""

from collections.abc import Iterator
from typing import Any

from chatops.slack.views.blocks import Block
from chatops.slack.views.text import MORE, shorten, width

MOST = 8_900


def to_read(blocks: list[Block]) -> int:
    """Return how much text there is to be read."""
    return sum(map(width, _texts(blocks)))


def fitted(blocks: list[Block], most: int = MOST) -> list[Block]:
    """Return the blocks with so much text at most; only literal text is shortened."""
    over = to_read(blocks) - most
    if over <= 0:
        return blocks
    widths = sorted(width(one["text"]) for one in _literals(blocks))
    level = next((one for one in range(widths[-1], 1, -1) if _saved(widths, one) >= over), 1)
    return [_cut(one, level) for one in blocks]


def _saved(widths: list[int], level: int) -> int:
    return sum(one - level for one in widths if one > level)


def _parts(node: Any) -> Iterator[dict[str, Any]]:
    """Yield everything that is built of named fields, at any depth."""
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _parts(one)


def _texts(blocks: list[Block]) -> Iterator[str]:
    """Yield all that is to be read: texts, and what stands for a date."""
    for part in _parts(blocks):
        yield from (part[key] for key in ("text", "fallback") if isinstance(part.get(key), str))


def _literals(blocks: list[Block]) -> Iterator[dict[str, Any]]:
    yield from (part for part in _parts(blocks) if part.get("type") == "text")


def _cut(node: Any, level: int) -> Any:
    """Return the same with no literal text wider than `level`."""
    if isinstance(node, list):
        return [_cut(one, level) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") != "text":
        return {key: _cut(value, level) for key, value in node.items()}
    more = MORE if node["text"].endswith(MORE) else "…"
    return {**node, "text": shorten(node["text"], level, more)}
