"""Clicking buttons, picking options, and asking an external select for its options.

Follows https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
"""

from typing import TYPE_CHECKING, Any

from chatops.simulator import payloads
from chatops.simulator.blocks import check_options
from chatops.simulator.control.acting import Stage, find_elements, matches, trouble
from chatops.simulator.control.source import OnSurface, Source, source_of
from chatops.simulator.delivery import Parcel
from chatops.simulator.inputs import NotPossibleError, entered, options_of, pick

if TYPE_CHECKING:
    from chatops.simulator.json_types import JsonObject


class Action(OnSurface):
    """A click; `value` picks among buttons of one action id, or is the value picked in a menu.

    Without `dispatch` something was typed or picked, and the app is not told of it yet.
    """

    value: Any = None
    dispatch: bool = True


class Query(OnSurface):
    """What was typed into an external select."""

    query: str = ""


def act(stage: Stage, request: Action) -> "JsonObject":
    """Click or pick, and deliver block_actions where the element dispatches any."""
    with stage.workspace.lock:
        source = source_of(stage, request)
        watch = stage.watch(source.user)
        block, element = _meant(source, request)
    options = offered(source, block, element, request.value)
    with stage.workspace.changing():
        source, action = _done(source, block, element, request.value, options)
        is_silent = block["type"] == "input" and not block.get("dispatch_action")
        if is_silent or not request.dispatch:
            return watch.report([])
        where = source.payload(with_response_url=True)
        payload = payloads.block_actions(stage.workspace, source.user, where, action)
    parcel = Parcel("interactive", payload, answerable=False)
    answers = stage.courier.deliver(parcel, request.repeat, parallel=request.parallel)
    return watch.report(answers, trouble(answers))


def _meant(source: Source, request: Action) -> "tuple[JsonObject, JsonObject]":
    found = find_elements(source.blocks, request.action_id, request.block_id)
    clickable = [
        one for one in found if one[1]["type"] != "button" or matches(one[1], request.value)
    ]
    if not clickable:
        values = ", ".join(repr(one.get("value")) for _, one in found)
        raise NotPossibleError(f"No {request.action_id!r} has that value; there is: {values}.")
    return clickable[0]


def _done(
    source: Source,
    block: "JsonObject",
    element: "JsonObject",
    value: Any,
    options: "list[JsonObject]",
) -> "tuple[Source, JsonObject]":
    named = {"action_id": element["action_id"], "block_id": block["block_id"]}
    if element["type"] == "button":
        fields = ("type", "text", "value", "style", "url")
        return source, {**named, **{key: element[key] for key in fields if key in element}}
    if element["type"] == "overflow":
        return source, {**named, "type": "overflow", "selected_option": pick(options, value)}
    state = entered(element, value, options)
    return source.enter(block["block_id"], element["action_id"], state), {**named, **state}


def offered(
    source: Source, block: "JsonObject", element: "JsonObject", value: Any
) -> "list[JsonObject]":
    """Return the options to pick from; an external select is asked as if `value` were typed."""
    if not str(element["type"]).endswith("external_select") or value in (None, "", []):
        return options_of(element)
    ids = (source.name, block["block_id"], element["action_id"])
    known = source.stage.workspace.views.offered(*ids)
    wanted = value if isinstance(value, list) else [value]
    unknown = [one for one in wanted if one not in [option.get("value") for option in known]]
    for one in unknown:
        known = [*known, *suggestions(source, block, element, str(one))]
    return known


def suggestions(
    source: Source, block: "JsonObject", element: "JsonObject", query: str
) -> "list[JsonObject]":
    """Ask the app for the options of an external select; invalid answers show none."""
    if len(query) < element.get("min_query_length", 3):
        return []
    stage = source.stage
    with stage.workspace.lock:
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": query}
        where = source.payload(with_response_url=False)
        payload = payloads.block_suggestion(stage.workspace, source.user, where, asked)
    answer = stage.courier.deliver(Parcel("interactive", payload))[0]
    if not answer.acknowledged or check_options(answer.body):
        return []
    options = options_of(answer.body)
    ids = (source.name, block["block_id"], element["action_id"])
    with stage.workspace.lock:
        stage.workspace.views.offer(*ids, options)
    return options


def ask(stage: Stage, request: Query) -> "JsonObject":
    """Return what an external select offers for a query."""
    with stage.workspace.lock:
        source = source_of(stage, request)
        block, element = find_elements(source.blocks, request.action_id, request.block_id)[0]
    if not str(element["type"]).endswith("external_select"):
        raise NotPossibleError(f"{request.action_id!r} is not an external select.")
    return {"options": suggestions(source, block, element, request.query)}
