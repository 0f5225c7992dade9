"""Filling in a modal, sending it, and closing it; nothing that was typed is lost on the way.

Follows https://docs.slack.dev/surfaces/modals and
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import Field

from chatops.simulator import payloads
from chatops.simulator.blocks import check_view
from chatops.simulator.control.acting import TROUBLE, Repeatable, Request, Stage
from chatops.simulator.control.actions import offered
from chatops.simulator.control.required import complaints
from chatops.simulator.control.source import Source
from chatops.simulator.delivery import Parcel
from chatops.simulator.inputs import NotPossibleError, elements, entered
from chatops.simulator.views import ViewError

if TYPE_CHECKING:
    from chatops.simulator.delivery import Answer
    from chatops.simulator.json_types import JsonObject
    from chatops.simulator.views import View


class Submission(Repeatable):
    """Values by block id: a value, or values by action id."""

    view_id: str
    values: dict[str, Any] = Field(default_factory=dict)


class Closing(Request):
    """Closing the modal in front."""

    view_id: str


def submit(stage: Stage, request: Submission) -> "JsonObject":
    """Fill in and send; Slack's client itself complains about empty or malformed inputs."""
    with stage.workspace.lock:
        user = stage.person(request.user)
        source = Source(stage, user, view=stage.modal(user, request.view_id))
        watch = stage.watch(user)
    view = _filled(source, request.values)
    if not view.content.get("submit"):
        raise NotPossibleError("This modal has no button to submit it with.")
    found = complaints(view)
    if found:
        return watch.report([], errors=found)
    with stage.workspace.lock:
        payload = payloads.view_submission(stage.workspace, user, view)
    parcel = Parcel("interactive", payload)
    answers = stage.courier.deliver(parcel, request.repeat, parallel=request.parallel)
    with stage.workspace.changing():
        return watch.report(answers, _outcome(stage, view, answers[0]))


def _filled(source: Source, values: dict[str, Any]) -> "View":
    for block_id, given in values.items():
        found = [(b, e) for b, e in elements(source.blocks) if b["block_id"] == block_id]
        if not found:
            there = ", ".join(dict.fromkeys(b["block_id"] for b, _ in elements(source.blocks)))
            raise NotPossibleError(f"There is no input {block_id!r}; there is: {there}.")
        by_action = given if isinstance(given, dict) else {found[0][1]["action_id"]: given}
        for action_id, value in by_action.items():
            source = _typed(source, found, action_id, value)
    if source.view is None:
        raise NotPossibleError("There is no modal.")
    with source.stage.workspace.lock:
        view = source.stage.still_open(source.view)
        return source.stage.workspace.views.keep(replace(view, errors={}))


def _typed(
    source: Source,
    found: "list[tuple[JsonObject, JsonObject]]",
    action_id: str,
    value: Any,
) -> Source:
    meant = next(((b, e) for b, e in found if e["action_id"] == action_id), None)
    if meant is None:
        raise NotPossibleError(f"There is no input {action_id!r} in that block.")
    block, element = meant
    options = offered(source, block, element, value)
    with source.stage.workspace.changing():
        return source.enter(block["block_id"], action_id, entered(element, value, options))


def _outcome(stage: Stage, view: "View", answer: "Answer") -> str | None:
    """Do what the app answered; return what the person sees when that is not possible.

    A modal opened by `views.open` while another is being sent does not stay in Slack's client
    (https://github.com/slackapi/bolt-js/issues/1072), so it does not stay here.
    """
    if not answer.acknowledged:
        return TROUBLE
    views = stage.workspace.views
    current = views.find(view.id)
    action = answer.body.get("response_action")
    if action == "clear" or current is None:
        views.clear(view.user)
    elif not answer.body:
        views.close(current)
    elif action == "errors":
        return _show_errors(stage, current, answer.body.get("errors"))
    elif action in {"update", "push"}:
        return _show_view(stage, current, action, answer.body.get("view"))
    else:
        return TROUBLE
    return None


def _show_errors(stage: Stage, view: "View", errors: Any) -> str | None:
    inputs = {one["block_id"] for one in view.blocks if one["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return TROUBLE
    texts = {block_id: str(text) for block_id, text in errors.items()}
    stage.workspace.views.keep(replace(view, errors=texts))
    return None


def _show_view(stage: Stage, view: "View", action: str, content: Any) -> str | None:
    if check_view(content) or content["type"] != "modal":
        return TROUBLE
    views = stage.workspace.views
    try:
        views.update(view, content) if action == "update" else views.push(view.user, content)
    except ViewError:
        return TROUBLE
    return None


def close(stage: Stage, request: Closing) -> "JsonObject":
    """Close the modal in front, or the whole stack where the app said so."""
    with stage.workspace.changing():
        user = stage.person(request.user)
        view = stage.modal(user, request.view_id)
        watch = stage.watch(user)
        is_cleared = bool(view.content.get("clear_on_close"))
        gone = stage.workspace.views.stack(user.id)[::-1] if is_cleared else [view]
        for one in gone:
            stage.workspace.views.close(one)
        told = [one for one in gone if one.content.get("notify_on_close")]
        sent = [payloads.view_closed(stage.workspace, user, v, is_cleared=is_cleared) for v in told]
    parcels = [Parcel("interactive", one, answerable=False) for one in sent]
    return watch.report([stage.courier.deliver(one)[0] for one in parcels])
