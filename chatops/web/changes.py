"""The API for pipelines: open a change, revise or cancel it, and tell what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Security
from fastapi.security import HTTPBearer

from chatops.core.as_json import change_as_json
from chatops.core.refused import Refused
from chatops.core.request import Open, Revise
from chatops.usecases.cancel import cancel
from chatops.usecases.house import House
from chatops.usecases.open_change import open_change
from chatops.usecases.post_check import post_check
from chatops.usecases.read import show
from chatops.usecases.report_deployment import report_deployment
from chatops.usecases.revise import revise
from chatops.web.answers import ChangeOut, ProblemOut
from chatops.web.guard import GuardedRoute
from chatops.web.models import (
    NewCancellation,
    NewChange,
    NewCheck,
    NewDeployment,
    NewRevision,
)

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemOut} for status in (401, 403, 404, 409, 422, 503)
}
router = APIRouter(
    prefix="/v1",
    route_class=GuardedRoute,
    dependencies=[Security(HTTPBearer(auto_error=False, description="`chatops_…`"))],
    responses=_PROBLEMS,
    tags=["changes"],
)
IdempotencyKey = Annotated[
    str | None,
    Header(max_length=200, description="A repeated request with the same key does nothing (409)."),
]


@router.get("/changes/{key}", response_model=ChangeOut)
def get_change(request: Request, key: str) -> Any:
    """Return the change, the tree that explains its state, and all decisions."""
    return _shown(_house(request), key)


@router.post("/changes", response_model=ChangeOut, status_code=201)
def post_change(request: Request, body: NewChange, idempotency_key: IdempotencyKey = None) -> Any:
    """Open a change request in the name of a person of the directory."""
    house = _house(request)
    draft = body.draft(body.places(()), body.environment)
    others = body.others(request.state.owner)
    command = Open(body.requester, _source(request), draft, body.read(), others)
    outcome = open_change(house, command, delivery=_delivery(request, idempotency_key))
    if outcome is None:
        raise _repeated()
    return _shown(house, outcome.change.key)


@router.post("/changes/{key}/revisions", response_model=ChangeOut, status_code=201)
def post_revision(
    request: Request, key: str, body: NewRevision, idempotency_key: IdempotencyKey = None
) -> Any:
    """Replace the present revision; earlier approvals no longer count."""
    house = _house(request)
    present = show(house, key).change.present
    environment = body.environment or present.environment
    draft = body.draft(body.places(present.systems), environment)
    command = Revise(
        key=key,
        person=body.person,
        source=_source(request),
        revision=body.revision,
        draft=draft,
        commit=body.read(),
        others=body.others(request.state.owner),
    )
    if revise(house, command, delivery=_delivery(request, idempotency_key)) is None:
        raise _repeated()
    return _shown(house, key)


@router.post("/changes/{key}/checks", response_model=ChangeOut, status_code=201)
def post_result(
    request: Request, key: str, body: NewCheck, idempotency_key: IdempotencyKey = None
) -> Any:
    """Record what a tool found out about the present revision; it is a fact, never a sign-off.

    The newest result of a check counts; another revision or commit is refused (409).
    """
    house = _house(request)
    command = body.command(key, _source(request))
    if post_check(house, command, delivery=_delivery(request, idempotency_key)) is None:
        raise _repeated()
    return _shown(house, key)


@router.post("/changes/{key}/cancel", response_model=ChangeOut)
def post_cancellation(
    request: Request, key: str, body: NewCancellation, idempotency_key: IdempotencyKey = None
) -> Any:
    """Take the request back for good, in the name of a person of the directory."""
    house = _house(request)
    command = body.command(key, _source(request))
    if cancel(house, command, delivery=_delivery(request, idempotency_key)) is None:
        raise _repeated()
    return _shown(house, key)


@router.post("/deployments", response_model=ChangeOut, status_code=201)
def post_deployment(
    request: Request, body: NewDeployment, idempotency_key: IdempotencyKey = None
) -> Any:
    """Record how far a deployment got, with the change whose present revision it is.

    What the token told last, told again, changes nothing.
    """
    house = _house(request)
    command = body.command(_source(request))
    outcome = report_deployment(house, command, delivery=_delivery(request, idempotency_key))
    if outcome is None:
        raise _repeated()
    return _shown(house, outcome.change.key)


def _source(request: Request) -> str:
    """Name the token too: it speaks in the name of a person of the directory."""
    return f"api:{request.state.caller}"


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house


def _shown(house: House, key: str) -> dict[str, Any]:
    shown = show(house, key)
    return change_as_json(shown.change, shown.verdict)


def _delivery(request: Request, key: str | None) -> str | None:
    return f"api:{request.state.caller}:{key}" if key else None


def _repeated() -> Refused:
    sentence = "A request with this Idempotency-Key was dealt with before; nothing was done."
    return Refused("repeated", sentence)
