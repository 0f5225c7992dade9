"""The kinds of blocks, their fields, and the surfaces each may appear on.

Follows https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any

from chatops.simulator.blocks import rich_text
from chatops.simulator.blocks.charts import chart
from chatops.simulator.blocks.checks import (
    Check,
    array,
    both,
    by_type,
    exactly_one,
    flag,
    integer,
    number,
    one_of,
    shape,
    string,
)
from chatops.simulator.blocks.elements import ELEMENTS, accessory, action, input_element
from chatops.simulator.blocks.objects import any_text, plain_text
from chatops.simulator.blocks.place import Place

MAX_MARKDOWN = 12_000
_ID = {"block_id": string(255)}


def _text_or_fields(value: Any, place: Place) -> None:
    if not value.get("text") and not value.get("fields"):
        place.refuse("must define either `text` or `fields`")


_context_element = by_type(
    {**ELEMENTS, "plain_text": any_text(), "mrkdwn": any_text()},
    only=frozenset({"image", "plain_text", "mrkdwn"}),
)
_cell = by_type(
    {
        "raw_text": shape({"text": string(3000, 1)}),
        "raw_number": shape({"value": number, "text": string(3000, 1)}),
        "rich_text": shape({"elements": rich_text.elements}),
    }
)
_column = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
BLOCKS: dict[str, Check] = {
    "section": both(
        shape(
            {},
            {
                **_ID,
                "text": any_text(3000),
                "fields": array(any_text(2000), 10, 1),
                "accessory": accessory,
                "expand": flag,
            },
        ),
        _text_or_fields,
    ),
    "header": shape({"text": plain_text(150)}, {**_ID, "level": integer(1, 6)}),
    "divider": shape({}, _ID),
    "context": shape({"elements": array(_context_element, 10, 1)}, _ID),
    "actions": shape({"elements": array(action, 25, 1)}, _ID),
    "input": shape(
        {"label": plain_text(2000), "element": input_element},
        {**_ID, "hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "image": both(
        shape(
            {"alt_text": string(2000, 1)},
            {
                **_ID,
                "title": plain_text(2000),
                "image_url": string(3000, 1),
                "slack_file": shape({}, {"id": string(255, 1), "url": string(3000, 1)}),
            },
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "rich_text": shape({"elements": rich_text.elements}, _ID),
    "markdown": shape({"text": string(MAX_MARKDOWN, 1)}, _ID),
    "table": shape(
        {"rows": array(array(_cell, 20, 1), 100, 1)},
        {**_ID, "column_settings": array(_column, 20)},
    ),
    "data_visualization": shape({"title": string(50, 1), "chart": chart}, _ID),
}

MESSAGES_ONLY = frozenset({"markdown", "table", "data_visualization"})
_in_message = by_type(BLOCKS)
_in_view = by_type(BLOCKS, only=frozenset(BLOCKS) - MESSAGES_ONLY)


def check_block(value: Any, place: Place) -> None:
    """Check one block with everything inside it."""
    (_in_message if place.surface == "message" else _in_view)(value, place)
