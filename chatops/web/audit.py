"""The API for auditors: the newest checkpoint of the audit log, and proofs that lead to it.

Hashes are in Base64 (RFC 4648), paths as in RFC 9162. Whoever checks them trusts nothing here but
the log's public key. Each proof is an entry of the audit log itself, written before the answer.
Any token may read any entry, but only what is in it: ids, codes and commitments. What people wrote
is beside the log and not served here; `chatops audit prove` has it.
"""

import base64
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from chatops.usecases.house import House
from chatops.usecases.newest_checkpoint import newest_checkpoint
from chatops.usecases.prove_consistency import prove_consistency
from chatops.usecases.prove_entry import prove_entry
from chatops.web.answers import ProblemOut
from chatops.web.guard import GuardedRoute

router = APIRouter(
    prefix="/v1/audit",
    route_class=GuardedRoute,
    dependencies=[Security(HTTPBearer(auto_error=False, description="`chatops_…`"))],
    responses={status: {"model": ProblemOut} for status in (401, 404, 422, 503)},
    tags=["audit"],
)
_MOST = 2**53 - 1
Entry = Annotated[str, Path(description="Number in the log from 0, or `CR-1:3`", examples=["17"])]
Size = Annotated[int, Query(alias="from", le=_MOST, description="Entries that it had then")]
To = Annotated[
    int | None, Query(le=_MOST, description="Entries at a later checkpoint; default: the newest")
]
Hashes = Annotated[list[str], Field(description="Hashes in Base64, in the order of RFC 9162")]
Checkpoint = Annotated[str, Field(description="Signed note of a C2SP tlog-checkpoint")]


Rotations = Annotated[
    list[str],
    Field(description="Signed notes that lead from each key of the log to the next, oldest first"),
]


class ProofOut(BaseModel):
    """One entry, and the proof that it is in the log of this checkpoint."""

    index: Annotated[int, Field(description="Number of the entry in the log, from 0")]
    body: Annotated[str, Field(description="Canonical JSON (RFC 8785) of the entry")]
    path: Hashes
    checkpoint: Checkpoint
    rotations: Rotations


class ConsistencyOut(BaseModel):
    """The proof that the log of `from` entries is the beginning of that of `to` entries."""

    first: Annotated[int, Field(alias="from")]
    to: int
    path: Hashes
    checkpoint: Checkpoint
    rotations: Rotations


@router.get("/checkpoint", response_class=PlainTextResponse)
def get_checkpoint(request: Request) -> Response:
    """Return the newest checkpoint as its signed note; 404 while the log was never sealed."""
    return PlainTextResponse(newest_checkpoint(_house(request)).note)


@router.get("/proof/{entry:path}", response_model=ProofOut)
def get_proof(request: Request, entry: Entry) -> Any:
    """Return one entry with the proof that it is in the log; 404 while it is not sealed.

    Any token may read any entry: ids, codes, and commitments to what people wrote, not their words.
    """
    found = prove_entry(_house(request), entry, _caller(request))
    return {
        "index": found.index,
        "body": found.body,
        "path": _encoded(found.path),
        "checkpoint": found.checkpoint,
        "rotations": found.rotations,
    }


@router.get("/consistency", response_model=ConsistencyOut)
def get_consistency(request: Request, first: Size, to: To = None) -> Any:
    """Return the proof that the log has only grown; 404 where no checkpoint is of that size."""
    found = prove_consistency(_house(request), first, to, _caller(request))
    return {
        "from": found.first,
        "to": found.second,
        "path": _encoded(found.path),
        "checkpoint": found.checkpoint,
        "rotations": found.rotations,
    }


def _encoded(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in path]


def _caller(request: Request) -> str:
    return f"api:{request.state.caller}"


def _house(request: Request) -> House:
    house: House = request.app.state.house
    return house
