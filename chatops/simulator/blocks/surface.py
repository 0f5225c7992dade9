"""Whole messages, modals and home tabs: numbers of blocks, total text, and ids that must differ.

Follows https://docs.slack.dev/reference/block-kit/blocks, .../views and chat.postMessage. The limit
on the text of all blocks together is not documented; Slack's staff name it in
https://github.com/slackapi/bolt-js/issues/2509
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from chatops.simulator.blocks.checks import Check, array, by_type, flag, shape, string
from chatops.simulator.blocks.kinds import MAX_MARKDOWN, check_block
from chatops.simulator.blocks.objects import OPTION_GROUPS, OPTIONS, plain_text
from chatops.simulator.blocks.place import Place
from chatops.simulator.inputs import elements

MAX_MESSAGE_TEXT = 12_000
MAX_VIEW_BYTES = 250_000
_LIMITS = {"table": 1, "data_visualization": 2}


def check_message(blocks: Any) -> tuple[str, list[str]] | None:
    """Return Slack's error code and its messages, or None when the blocks are good."""
    place = Place("/blocks", "message")
    array(check_block, 50)(blocks, place)
    if not place.problems:
        _check_together(blocks, place)
        _check_counts(blocks, place)
    if place.problems:
        return "invalid_blocks", place.problems
    if sum(len(text) for text in _texts(blocks)) > MAX_MESSAGE_TEXT:
        return "msg_blocks_too_long", ["the text of all blocks together is too long"]
    return None


def check_view(view: Any) -> tuple[str, list[str]] | None:
    """Return Slack's error code and its messages, or None when the view is good."""
    place = Place("/view", view.get("type", "") if isinstance(view, dict) else "")
    by_type(_VIEWS)(view, place)
    if not place.problems:
        _check_together(view["blocks"], place.at("blocks"))
        _check_submit(view, place)
    if place.problems:
        return "invalid_arguments", place.problems
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW_BYTES:
        return "view_too_large", ["the view is larger than 250 kB"]
    return None


def check_options(answer: Any) -> list[str]:
    """Return what is wrong with an app's answer to a block_suggestion."""
    place = Place("", "options")
    fields = {"options": array(_no_check, 100), "option_groups": array(_no_check, 100)}
    shape({}, fields)(answer, place)
    if isinstance(answer, dict) and answer.get("options"):
        OPTIONS(answer["options"], place.at("options"))
    if isinstance(answer, dict) and answer.get("option_groups"):
        OPTION_GROUPS(answer["option_groups"], place.at("option_groups"))
    return place.problems


def _no_check(value: Any, place: Place) -> None:
    pass


_COMMON: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_blocks = array(check_block, 100)
_VIEWS: dict[str, Check] = {
    "modal": shape(
        {"title": plain_text(24), "blocks": _blocks},
        {
            **_COMMON,
            "close": plain_text(24),
            "submit": plain_text(24),
            "clear_on_close": flag,
            "notify_on_close": flag,
            "submit_disabled": flag,
        },
    ),
    "home": shape({"blocks": _blocks}, _COMMON),
}


def _check_together(blocks: Any, place: Place) -> None:
    ids = Counter(one["block_id"] for one in blocks if one.get("block_id"))
    for index, block in enumerate(blocks):
        if ids[block.get("block_id")] > 1:
            place.at(index).at("block_id").refuse(f"`block_id` {block['block_id']} is not unique")
        actions = Counter(e["action_id"] for _, e in elements([block]) if e.get("action_id"))
        for twice in (name for name, count in actions.items() if count > 1):
            place.at(index).refuse(f"`action_id` {twice} already exists for this block")
    focused = [element for _, element in elements(blocks) if element.get("focus_on_load")]
    if len(focused) > 1:
        place.refuse("only one element may have `focus_on_load`")


def _check_counts(blocks: Any, place: Place) -> None:
    kinds = Counter(one["type"] for one in blocks)
    for kind, most in _LIMITS.items():
        if kinds[kind] > most:
            place.refuse(f"no more than {most} {kind} blocks allowed")
    markdown = sum(len(one["text"]) for one in blocks if one["type"] == "markdown")
    if markdown > MAX_MARKDOWN:
        place.refuse(f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together")


def _check_submit(view: Any, place: Place) -> None:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        place.refuse("missing required field: submit")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[key] for key in ("text", "fallback") if isinstance(value.get(key), str))
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
