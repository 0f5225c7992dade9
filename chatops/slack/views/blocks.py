"""Blocks, elements and whole views, as plain dictionaries within Slack's limits.

Follows https://docs.slack.dev/reference/block-kit
"""

from dataclasses import dataclass
from typing import Any

from chatops.slack.views.ids import Action, Field, Form
from chatops.slack.views.text import one_line, shorten

Block = dict[str, Any]
Element = dict[str, Any]
View = dict[str, Any]

BUTTON_VALUE = 2000  # characters that a button can carry


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the sentence (escaped) that screen readers and notifications say instead."""

    text: str
    blocks: list[Block]


def plain(text: str, limit: int) -> Element:
    """Return a plain text object, in which nothing is markup and `:tada:` is no picture."""
    return {"type": "plain_text", "text": shorten(text, limit) or "-", "emoji": False}


def header(text: str, *, block_id: str | None = None) -> Block:
    """Return a heading."""
    return _with_id({"type": "header", "text": plain(text, 150)}, block_id)


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def section(text: str, button: Element | None = None) -> Block:
    """Return a paragraph of plain text, perhaps with a button beside it."""
    made: Block = {"type": "section", "text": plain(text, 3000)}
    return {**made, "accessory": button} if button else made


def context(text: str) -> Block:
    """Return small print."""
    return {"type": "context", "elements": [plain(text, 2000)]}


def small_print(mrkdwn: str) -> Block:
    """Return small print with date tokens; only for text of our own."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn}]}


def button(label: str, action: Action, value: str, *, style: str | None = None) -> Element:
    """Return a button; `style` is primary or danger."""
    made = {
        "type": "button",
        "action_id": action.value,
        "text": plain(label, 75),
        "value": value,
    }
    return {**made, "style": style} if style else made


def actions(*buttons: Element, block_id: str | None = None) -> Block:
    """Return a row of buttons."""
    return _with_id({"type": "actions", "elements": list(buttons)}, block_id)


def option(label: str, value: str) -> Element:
    """Return one choice of a menu."""
    return {"text": plain(one_line(label, 75), 75), "value": value}


def field(
    name: Field,
    label: str,
    element: Element,
    *,
    hint: str = "",
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """Return an input; `dispatch` has Slack tell us of a choice before the form is sent."""
    made: Block = {
        "type": "input",
        "block_id": name.value,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    if hint:
        made["hint"] = plain(hint, 2000)
    return {**made, "dispatch_action": True} if dispatch else made


def modal(
    form: Form,
    title: str,
    blocks: list[Block],
    *,
    submit: str | None = None,
    close: str = "Close",
    metadata: str = "",
) -> View:
    """Return a modal."""
    made: View = {
        "type": "modal",
        "callback_id": form.value,
        "title": plain(title, 24),
        "close": plain(close, 24),
        "private_metadata": metadata,
        "blocks": blocks,
    }
    return {**made, "submit": plain(submit, 24)} if submit else made


def _with_id(block: Block, block_id: str | None) -> Block:
    return {**block, "block_id": block_id} if block_id else block
