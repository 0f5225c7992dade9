"""The API for pipelines."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests import builders as make
from tests.web.desk import Desk


def body(**fields: Any) -> dict[str, Any]:
    return {
        "requester": "ben",
        "system": "checkout",
        "title": "Raise the limit",
        "commit": make.SHA,
        "rollback_plan": "Revert.",
        "test_evidence": "Run 418.",
    } | fields


GIT = {
    "title": "Raise the limit",
    "author": {"name": "Dan", "email": "dan@example.com"},
    "committer": {"name": "Dan", "email": "dan@example.com"},
    "trailers": [["Co-authored-by", "Claude <noreply@anthropic.com>"]],
    "files": [{"path": "a.py", "added": 3, "deleted": 1}, {"path": "logo.png"}],
}


def test_a_change_is_opened_shown_and_revised(at: Desk) -> None:
    made = at.post("/v1/changes", body(git=GIT))
    assert made.status_code == 201, made.text
    change = made.json()
    assert (change["key"], change["source"].split(":")[0], change["state"]) == (
        "CR-1",
        "api",
        "pending",
    )
    (revision,) = change["revisions"]
    assert revision["assistance"]["evidence"] == "co-author Claude"
    assert [one["role"] for one in revision["contributors"]] == [
        "requester",
        "author",
        "committer",
        "co-author",
    ]
    assert revision["files"][1] == {"path": "logo.png", "added": None, "deleted": None}
    assert at.get("/v1/changes/CR-1").json() == change
    at.approves("CR-1", "ana", "cleo")
    approved = at.get("/v1/changes/CR-1").json()
    assert approved["state"] == "approved"
    assert [one["covers_present_revision"] for one in approved["decisions"]] == [True, True]
    assert approved["verdict"]["parts"][0]["parts"][0]["sentence"].startswith("2 of 2 sign-offs")
    new = body(commit=make.OTHER_SHA, person="ben", revision=1)
    del new["requester"], new["system"]
    revised = at.post("/v1/changes/CR-1/revisions", new).json()
    assert (revised["revision"], revised["state"]) == (2, "stale")
    assert revised["revisions"][1]["system"] == "checkout"
    assert at.post("/v1/changes/CR-1/revisions", new).status_code == 409


def test_all_mistakes_are_told_under_their_fields(at: Desk) -> None:
    answer = at.post("/v1/changes", body(system="chekout", commit="abc", risk="huge"))
    assert answer.status_code == 422
    told = answer.json()
    assert told["error"] == "invalid_input"
    assert set(told["mistakes"]) == {"system", "commit", "risk"}
    assert "Did you mean checkout?" in told["mistakes"]["system"]


@pytest.mark.parametrize(
    ("change", "status", "error", "field"),
    [
        ({"requester": "nobody"}, 422, "unknown_person", "requester"),
        ({"requester": "robo"}, 403, "not_a_member", "requester"),
        ({"titel": "x"}, 422, "invalid_input", "titel"),
        ({"title": 5}, 422, "invalid_input", "title"),
        ({"window_start": "2026-03-02T09:00:00"}, 422, "invalid_input", "window_start"),
        ({"git": {**GIT, "files": [{"path": "a", "added": -1}]}}, 422, "invalid_input", None),
    ],
)
def test_what_is_refused(
    at: Desk, change: dict[str, Any], status: int, error: str, field: str | None
) -> None:
    answer = at.post("/v1/changes", body(**change))
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    if field:
        assert answer.json()["field"] == field


def test_a_repeated_request_does_nothing(at: Desk) -> None:
    key = {"Idempotency-Key": "run-1"}
    assert at.post("/v1/changes", body(), **key).status_code == 201
    again = at.post("/v1/changes", body(), **key)
    assert (again.status_code, again.json()["error"]) == (409, "repeated")
    assert at.get("/v1/changes/CR-2").status_code == 404


def test_an_unknown_change_is_404(at: Desk) -> None:
    answer = at.get("/v1/changes/CR-9")
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": "unknown_change", "sentence": "There is no change CR-9.", "field": "key"},
    )


def test_without_a_token_no_body_is_read(at: Desk) -> None:
    answer = at.http.post("/v1/changes", content=b"{", headers={"Authorization": "Bearer no"})
    assert answer.status_code == 401
    for path in ("/v1/changes/CR-1", "/v1/changes"):
        assert at.http.request("GET" if path.endswith("1") else "POST", path).status_code == 401


async def trickle() -> AsyncIterator[bytes]:
    yield b"{}"


def test_a_body_has_a_length_and_a_limit(at: Desk) -> None:
    headers = at.bearer | {"content-length": "3000000"}
    assert at.http.post("/v1/changes", content=b"{}", headers=headers).status_code == 413
    chunks = at.http.post("/v1/changes", content=trickle(), headers=at.bearer)
    assert chunks.status_code == 411
    broken = at.http.post(
        "/v1/changes", content=b"{", headers=at.bearer | {"content-type": "application/json"}
    )
    assert (broken.status_code, broken.json()["error"]) == (422, "invalid_input")
