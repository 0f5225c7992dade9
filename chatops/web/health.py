"""Is the process alive, is it ready, and its numbers."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from chatops.usecases.ready import ready
from chatops.web.metrics import CONTENT_TYPE

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the process answers; asks nothing else."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "The reasons why not"}})
def readyz(request: Request) -> Response:
    """Tell whether changes can be judged and decided here now, or else why not."""
    state = ready(request.app.state.house)
    body = {
        "ready": not state.reasons,
        "reasons": list(state.reasons),
        "dead_letters": state.dead_letters,
        "sealing": state.sealing,
    }
    return JSONResponse(body, status_code=503 if state.reasons else 200)


@router.get("/metrics", response_class=Response)
def metrics(request: Request) -> Response:
    """Return the numbers for Prometheus."""
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE)
