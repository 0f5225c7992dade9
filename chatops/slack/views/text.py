"""Text made safe to show: escaped where Slack would read markup, shortened, made visible.

Follows https://docs.slack.dev/messaging/formatting-message-text#escaping. Lengths are counted
in UTF-16 units, the strictest way in which Slack may count them.
"""

import re
from datetime import timedelta

MORE = "… (more in Details)"

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """Return `text` so that Slack reads no mention, link or date in it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def width(text: str) -> int:
    """Return the number of UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int, more: str = "…") -> str:
    """Return `text` in at most `limit` units; where something was left out it ends in `more`."""
    if width(text) <= limit:
        return text
    return _head(text, limit - width(more)).rstrip() + more


def ended(text: str) -> str:
    """Return `text` ended as a sentence is; one that ends within quotation marks stays."""
    is_ended = text.rstrip("”").endswith((".", "?", "!"))
    return text if is_ended else f"{text.rstrip(':')}."


def visible(text: str) -> str:
    """Return `text` with the characters named that turn around the order of what follows them.

    They could make a line say something else than what was submitted (CVE-2021-42574).
    """
    return _DIRECTION.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def one_line(text: str, limit: int) -> str:
    """Return `text` visible, on one line, shortened; a dash when nothing is there."""
    return shorten(" ".join(visible(text).split()), limit) or "-"


def chunks(text: str, limit: int) -> tuple[str, ...]:
    """Return `text` in pieces of at most `limit` units that together are the whole text.

    A piece ends at a line end where there is one in its second half.
    """
    pieces, start = [], 0
    while start < len(text):
        piece = _head(text[start : start + limit], limit)
        cut = piece.rfind("\n") + 1
        if start + len(piece) < len(text) and cut > len(piece) // 2:
            piece = piece[:cut]
        pieces.append(piece)
        start += len(piece)
    return tuple(pieces)


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    while width(head) > limit:
        head = head[: len(head) - max(1, (width(head) - limit) // 2)]
    return head


def joined(names: tuple[str, ...], last: str = "and") -> str:
    """Return `Ana, Ben and Cleo`."""
    if len(names) < 2:  # noqa: PLR2004 - a list of one has no last word
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def counted(number: int, noun: str) -> str:
    """Return `1 file` or `2 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def ago(length: timedelta) -> str:
    """Return `3 hours ago`: the largest unit that fits, rounded down; the future is just now."""
    minutes = int(length.total_seconds() // 60)
    for noun, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            return f"{counted(minutes // size, noun)} ago"
    return "just now"
