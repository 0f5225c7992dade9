"""What Slack's client itself complains about before it sends a modal.

Follows the element pages of https://docs.slack.dev/reference/block-kit/block-elements
"""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from chatops.simulator.inputs import KINDS

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.views import View

_FORMATS = {
    "url_text_input": (r"https?://\S+", "Please enter a valid URL."),
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Please enter a valid email address."),
    "number_input": (r"-?\d+(\.\d+)?", "Please enter a valid number."),
}


def complaints(view: "View") -> dict[str, str]:
    """Return a sentence for each input block that cannot be sent like this."""
    found = {}
    for block in view.blocks:
        if block["type"] == "input":
            state = view.values[block["block_id"]][block["element"]["action_id"]]
            sentence = _complaint(block, state)
            if sentence:
                found[block["block_id"]] = sentence
    return found


def _complaint(block: "JsonObject", state: "JsonObject") -> str | None:
    element = block["element"]
    value = state[KINDS[element["type"]].key]
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    text = str(value)
    if len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if element["type"] == "plain_text_input" and len(text) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    pattern, sentence = _FORMATS.get(element["type"], ("(?s).*", ""))
    if not re.fullmatch(pattern, text):
        return sentence
    return _out_of_range(element, text) if element["type"] == "number_input" else None


def _out_of_range(element: "JsonObject", text: str) -> str | None:
    if not element["is_decimal_allowed"] and "." in text:
        return "Please enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and Decimal(text) < Decimal(least):
        return f"Please enter a number of at least {least}."
    if most is not None and Decimal(text) > Decimal(most):
        return f"Please enter a number of at most {most}."
    return None
