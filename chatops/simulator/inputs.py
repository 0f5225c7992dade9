"""What a person can type or pick in an element, and how Slack reports it as `state` and `actions`.

Follows the element pages of https://docs.slack.dev/reference/block-kit/block-elements and
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

import copy
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chatops.simulator.json_types import JsonObject

Shape = Literal["text", "option", "options", "id", "ids", "moment"]


class NotPossibleError(ValueError):
    """A person could not have done that; the message says why."""


@dataclass(frozen=True)
class Kind:
    """Under which key an element type reports its value, and where its first value comes from."""

    key: str
    initial: str
    shape: Shape


_TEXT = Kind("value", "initial_value", "text")
_OPTION = Kind("selected_option", "initial_option", "option")
_OPTIONS = Kind("selected_options", "initial_options", "options")

KINDS: dict[str, Kind] = {
    "plain_text_input": _TEXT,
    "url_text_input": _TEXT,
    "email_text_input": _TEXT,
    "number_input": _TEXT,
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "checkboxes": _OPTIONS,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "users_select": Kind("selected_user", "initial_user", "id"),
    "conversations_select": Kind("selected_conversation", "initial_conversation", "id"),
    "channels_select": Kind("selected_channel", "initial_channel", "id"),
    "multi_users_select": Kind("selected_users", "initial_users", "ids"),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", "ids"),
    "multi_channels_select": Kind("selected_channels", "initial_channels", "ids"),
    "datepicker": Kind("selected_date", "initial_date", "id"),
    "timepicker": Kind("selected_time", "initial_time", "id"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time", "moment"),
}
CLICKED = frozenset({"button", "overflow", "workflow_button"})


def elements(blocks: "list[JsonObject]") -> "Iterator[tuple[JsonObject, JsonObject]]":
    """Yield each interactive element together with its block."""
    for block in blocks:
        found = [block.get("accessory"), block.get("element")]
        if block.get("type") == "actions":
            found += block.get("elements", [])
        for one in found:
            if isinstance(one, dict) and (one.get("type") in KINDS or one.get("type") in CLICKED):
                yield block, one


def with_ids(blocks: "list[JsonObject]") -> "list[JsonObject]":
    """Return a copy in which every block and interactive element has an id, as Slack gives them."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", secrets.token_urlsafe(4))
    for _, element in elements(copied):
        element.setdefault("action_id", secrets.token_urlsafe(4))
    return copied


def options_of(element: "JsonObject") -> "list[JsonObject]":
    """Return the options of an element, also those in groups."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(o for g in groups for o in g.get("options", []))]


def state_of(blocks: "list[JsonObject]", before: "JsonObject | None" = None) -> "JsonObject":
    """Return the values of all elements: initial ones, or those `before` where the ids stayed."""
    values: JsonObject = {}
    for block, element in elements(blocks):
        if element["type"] in CLICKED:
            continue
        old = (before or {}).get(block["block_id"], {}).get(element["action_id"])
        fresh = _initial(element)
        keep = old is not None and old["type"] == element["type"] and _still_offered(element, old)
        values.setdefault(block["block_id"], {})[element["action_id"]] = old if keep else fresh
    return values


def _initial(element: "JsonObject") -> "JsonObject":
    kind = KINDS[element["type"]]
    empty: list[Any] | None = [] if kind.shape in {"options", "ids"} else None
    return {"type": element["type"], kind.key: element.get(kind.initial, empty)}


def _still_offered(element: "JsonObject", state: "JsonObject") -> bool:
    kind = KINDS[element["type"]]
    if kind.shape not in {"option", "options"} or "external" in element["type"]:
        return True
    chosen = state[kind.key] if kind.shape == "options" else [state[kind.key]]
    offered = [one["value"] for one in options_of(element)]
    return all(one is None or one["value"] in offered for one in chosen)


def entered(element: "JsonObject", value: Any, options: "list[JsonObject]") -> "JsonObject":
    """Return the state after a person entered `value`; raise NotPossibleError if they could not.

    `options` are those on offer; a datetimepicker takes ISO 8601 with an offset, or unix seconds.
    """
    kind = KINDS[element["type"]]
    empty: list[Any] | None = [] if kind.shape in {"options", "ids"} else None
    if value is None or value in ("", []):
        return {"type": element["type"], kind.key: empty}
    most = element.get("max_selected_items")
    if most is not None and isinstance(value, list) and len(value) > most:
        raise NotPossibleError(f"No more than {most} can be picked there, and {len(value)} were.")
    return {"type": element["type"], kind.key: _converted(kind.shape, value, options)}


def _converted(shape: Shape, value: Any, options: "list[JsonObject]") -> Any:
    if shape == "option":
        return pick(options, value)
    if shape == "options":
        return [pick(options, one) for one in (value if isinstance(value, list) else [value])]
    if shape == "ids":
        return [str(one) for one in (value if isinstance(value, list) else [value])]
    return _moment(value) if shape == "moment" else str(value)


def pick(options: "list[JsonObject]", value: Any) -> "JsonObject":
    """Return the option with this value; raise NotPossibleError if it is not on offer."""
    for option in options:
        if option.get("value") == value:
            return option
    offered = ", ".join(str(one.get("value")) for one in options) or "nothing"
    raise NotPossibleError(f"There is no option {value!r}; on offer: {offered}.")


def _moment(value: Any) -> int:
    if isinstance(value, int):
        return value
    try:
        return int(value) if str(value).isdigit() else _seconds(str(value))
    except ValueError as failure:
        raise NotPossibleError(f"{value!r} is not a date and time with an offset.") from failure


def _seconds(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return int(moment.timestamp())
