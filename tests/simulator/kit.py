"""Blocks and views to post."""

from typing import Any

JSON = dict[str, Any]


def text(content: str) -> JSON:
    return {"type": "plain_text", "text": content}


def section(content: str = "x", **more: Any) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": content}, **more}


def button(action_id: str, value: str = "1", **more: Any) -> JSON:
    return {
        "type": "button",
        "text": text(value),
        "action_id": action_id,
        "value": value,
        **more,
    }


def actions(*elements: JSON, **more: Any) -> JSON:
    return {"type": "actions", "elements": list(elements), **more}


def option(value: str, **more: Any) -> JSON:
    return {"text": text(value), "value": value, **more}


def field(name: str, element: JSON | None = None, **more: Any) -> JSON:
    inside = element or {"type": "plain_text_input"}
    return {
        "type": "input",
        "block_id": name,
        "label": text(name),
        "element": {"action_id": name, **inside},
        **more,
    }


def modal(title: str = "Ask", *blocks: JSON, **more: Any) -> JSON:
    return {
        "type": "modal",
        "callback_id": "asked",
        "title": text(title),
        "submit": text("Send"),
        "blocks": list(blocks or (field("why"),)),
        **more,
    }


def home(*blocks: JSON, **more: Any) -> JSON:
    return {"type": "home", "blocks": list(blocks or (section(),)), **more}


CARD = [actions(button("approve", "7"), button("reject", "8"), block_id="votes")]
