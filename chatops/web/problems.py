"""Errors as JSON: `{"error": code, "sentence": ..., "field": ..., "mistakes": {...}}`.

Whatever cannot be told for want of the database or of a readable policy is 503; nothing else
that an error does may look like an answer. The one door for what nobody expected is here.
"""

from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chatops.core.refused import Invalid, Refused
from chatops.store.database import UNAVAILABLE

log = structlog.get_logger()

_STATUSES = {
    "unauthorized": 401,
    "not_a_member": 403,
    "not_the_requester": 403,
    "not_allowed": 403,
    "unknown_change": 404,
    "not_found": 404,
    "not_sealed": 404,
    "stale_revision": 409,
    "nothing_changed": 409,
    "expired": 409,
    "cancelled": 409,
    "deployed": 409,
    "repeated": 409,
    "too_many": 409,
    "length_required": 411,
    "too_large": 413,
    "cannot_tell": 503,
    "tampered": 503,
}
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="chatops"'}


def problem(code: str, sentence: str, **more: Any) -> Response:
    """Return the response for this code; codes that nobody listed are 422."""
    status = more.pop("status", None) or _STATUSES.get(code, 422)
    body = {"error": code, "sentence": sentence} | {key: one for key, one in more.items() if one}
    headers = _CHALLENGE if status == 401 else {}  # noqa: PLR2004 - HTTP's own number
    return JSONResponse(body, status_code=status, headers=headers)


def refused(_: Request, error: Refused) -> Response:
    """Answer what the rules refuse."""
    mistakes = error.mistakes if isinstance(error, Invalid) else None
    return problem(error.code, error.sentence, field=error.field, mistakes=mistakes)


def malformed(_: Request, error: RequestValidationError) -> Response:
    """Answer a body or parameters of another form than the documented one."""
    mistakes = {_place(one["loc"]): str(one["msg"]) for one in error.errors()}
    field, sentence = next(iter(mistakes.items()))
    return problem("invalid_input", f"{field}: {sentence}", field=field, mistakes=mistakes)


def away(_: Request, error: Exception) -> Response:
    """Answer while the database cannot be reached."""
    log.warning("web.database_away", error=type(error).__name__)
    return problem("cannot_tell", CANNOT_TELL)


CANNOT_TELL = "The database cannot be reached, so this cannot be told. Try again in a moment."


def plain(_: Request, error: HTTPException) -> Response:
    """Answer what the router refuses: no such page, no such method."""
    response = problem("not_found", f"{error.detail}. See /docs.", status=error.status_code)
    response.headers.update(error.headers or {})
    return response


def unexpected(request: Request, error: Exception) -> Response:
    """Answer a defect of ours: logged with its traceback, told without."""
    log.error("web.failed", path=request.url.path, exc_info=error)
    sentence = "Something went wrong here; the log of the service says what. Nothing was answered."
    return problem("internal_error", sentence, status=500)


HANDLERS: dict[Any, Any] = {  # each handler takes the type it stands under
    Refused: refused,
    RequestValidationError: malformed,
    HTTPException: plain,
    Exception: unexpected,
    **dict.fromkeys(UNAVAILABLE, away),
}


def _place(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(one) for one in loc if one not in {"body", "query", "path"}) or "body"
