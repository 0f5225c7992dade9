"""The /sim endpoints: read a request, let the person act, answer with what they saw."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from chatops.simulator.control import actions, channels, commands, events, groups, submissions
from chatops.simulator.extras import Press, press
from chatops.simulator.faults import Fault
from chatops.simulator.inputs import NotPossibleError

if TYPE_CHECKING:
    from chatops.simulator.control.acting import Stage
    from chatops.simulator.json_types import JsonObject

Model = TypeVar("Model", bound=BaseModel)
Endpoint = Callable[["Stage", Any], "JsonObject"]


class Nothing(BaseModel):
    """A request without fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _endpoint(model: type[Model], act: "Callable[[Stage, Model], JsonObject]") -> Endpoint:
    def endpoint(stage: "Stage", content: Any) -> "JsonObject":
        try:
            request = model.model_validate(content)
        except ValidationError as failure:
            wrong = failure.errors()[0]
            where = ".".join(str(one) for one in wrong["loc"])
            raise NotPossibleError(f"{where}: {wrong['msg']}") from failure
        return act(stage, request)

    return endpoint


def _fault(stage: "Stage", fault: Fault) -> "JsonObject":
    with stage.workspace.lock:
        stage.workspace.faults.add(fault)
    return {"ok": True}


def _reset(stage: "Stage", _: Nothing) -> "JsonObject":
    stage.workspace.reset()
    return {"ok": True}


ENDPOINTS: dict[str, Endpoint] = {
    "actions": _endpoint(actions.Action, actions.act),
    "channels": _endpoint(channels.ChannelEdit, channels.edit),
    "close": _endpoint(submissions.Closing, submissions.close),
    "commands": _endpoint(commands.Typed, commands.command),
    "events": _endpoint(events.Happening, events.happen),
    "extras": _endpoint(Press, press),
    "faults": _endpoint(Fault, _fault),
    "groups": _endpoint(groups.GroupEdit, groups.edit),
    "home": _endpoint(events.HomeVisit, events.open_home),
    "messages": _endpoint(commands.Said, commands.say),
    "options": _endpoint(actions.Query, actions.ask),
    "reset": _endpoint(Nothing, _reset),
    "shortcuts": _endpoint(commands.ShortcutUse, commands.use_shortcut),
    "submissions": _endpoint(submissions.Submission, submissions.submit),
}


def perform(stage: "Stage", name: str, body: bytes) -> "JsonObject":
    """Do what one POST asks for; raise NotPossibleError with a sentence for the caller."""
    endpoint = ENDPOINTS.get(name)
    if endpoint is None:
        raise NotPossibleError(f"There is no /sim/{name}; there is: {', '.join(ENDPOINTS)}.")
    try:
        content = json.loads(body or b"{}")
    except ValueError as failure:
        raise NotPossibleError("The body is not JSON.") from failure
    return endpoint(stage, content)
