"""views.*: opening, stacking and changing modals, and publishing App Home.

Follows https://docs.slack.dev/reference/methods/views.open, views.push, views.update, views.publish
"""

from typing import TYPE_CHECKING

from chatops.simulator.api.call import ApiError, Call, missing
from chatops.simulator.blocks import check_view
from chatops.simulator.triggers import TriggerError
from chatops.simulator.views import View, ViewError

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatops.simulator.json_types import JsonObject


def _content(call: Call, kind: str) -> "JsonObject":
    view = call.arguments.structure("view")
    if view is None:
        raise missing("view")
    found = check_view(view)
    if found:
        raise ApiError(*found)
    if view["type"] != kind:
        message = f"unsupported type: {view['type']} [json-pointer:/view/type]"
        raise ApiError("invalid_arguments", [message])
    content: JsonObject = view
    return content


def _answer(call: Call, show: "Callable[[], View]") -> "JsonObject":
    try:
        view = show()
    except (ViewError, TriggerError) as refused:
        raise ApiError(str(refused)) from refused
    return {"view": view.sent(call.workspace.app, call.workspace.team.id)}


def open_view(call: Call) -> "JsonObject":
    """Open a modal for whoever caused the trigger."""
    content, views = _content(call, "modal"), call.workspace.views
    trigger = call.arguments.text("trigger_id")
    return _answer(call, lambda: views.open(call.workspace.triggers.exchange(trigger), content))


def push(call: Call) -> "JsonObject":
    """Open a modal on top of the one that caused the trigger."""
    content, views = _content(call, "modal"), call.workspace.views
    trigger = call.arguments.text("trigger_id")
    return _answer(call, lambda: views.push(call.workspace.triggers.exchange(trigger), content))


def update(call: Call) -> "JsonObject":
    """Change an open modal or a home tab."""
    view = _named(call)
    content = _content(call, view.content["type"])
    seen_hash = call.arguments.text("hash", "")
    return _answer(call, lambda: call.workspace.views.update(view, content, seen_hash))


def _named(call: Call) -> View:
    given, views = call.arguments, call.workspace.views
    if given.has("view_id") == given.has("external_id"):
        raise ApiError("invalid_arguments", ["must define exactly one of: view_id, external_id"])
    by_id = given.has("view_id")
    found = views.find(given.text("view_id")) if by_id else None
    if not by_id:
        found = views.by_external_id(given.text("external_id"))
    if found is None:
        raise ApiError("not_found")
    return found


def publish(call: Call) -> "JsonObject":
    """Show a home tab to one person."""
    user = call.workspace.people.find(call.arguments.text("user_id"))
    if user is None or user.deleted or user.is_bot:
        raise ApiError("user_not_found")
    if call.workspace.people.is_external(user):
        raise ApiError("user_not_found")
    content = _content(call, "home")
    seen_hash = call.arguments.text("hash", "")
    return _answer(call, lambda: call.workspace.views.publish(user.id, content, seen_hash))
