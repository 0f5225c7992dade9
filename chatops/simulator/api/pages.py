"""Lists in parts: `limit`, `cursor` and `next_cursor`.

Follows https://docs.slack.dev/apis/web-api/pagination
"""

import base64
from typing import TYPE_CHECKING, TypeVar

from chatops.simulator.api.call import ApiError, Arguments

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject

Item = TypeVar("Item")


def page(
    arguments: Arguments, items: list[Item], default: int = 100
) -> "tuple[list[Item], JsonObject]":
    """Return the asked-for part of a list and its `response_metadata`."""
    limit = arguments.number("limit", default)
    start = _start(arguments.text("cursor", ""))
    if start > len(items):
        raise ApiError("invalid_cursor")
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], {"next_cursor": cursor}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError as failure:
        raise ApiError("invalid_cursor") from failure
