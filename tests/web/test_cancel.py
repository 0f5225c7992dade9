"""A pipeline takes a request back in the name of a person."""

from typing import Any

import pytest

from chatops.core.people import Standing
from chatops.usecases.observe import observe
from tests import builders as make
from tests.web.desk import Desk


def body(**fields: Any) -> dict[str, Any]:
    return {"person": "ben", "revision": 1, "reason": "The customer waits."} | fields


@pytest.fixture
def key(at: Desk) -> str:
    observe(at.house, "ben", Standing.FULL)
    return at.opens("ben")


def test_it_is_cancelled_for_good(at: Desk, key: str) -> None:
    at.approves(key, "ana", "cleo")
    assert at.gate().json()["allowed"] is True
    done = at.post(f"/v1/changes/{key}/cancel", body())
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    assert done.json()["cancellation"] == {
        "person": "ben",
        "reason": "The customer waits.",
        "at": "2026-03-02T09:00:00Z",
        "surface": "api:ci/shop",
    }
    with at.house.store.reading() as reading:
        (entry,) = (one for one in reading.entries(key) if one.tag == "change:cancelled")
    assert entry.data["event"]["surface"] == "api:ci/shop"
    assert at.get(f"/v1/changes/{key}").json() == done.json()
    told = at.gate().json()
    assert (told["allowed"], told["state"]) == (False, "cancelled")
    again = at.post(f"/v1/changes/{key}/cancel", body())
    assert (again.status_code, again.json()["error"]) == (409, "cancelled")
    new = {"person": "ben", "revision": 1, "title": "Other", "commit": make.SHA}
    revised = at.post(f"/v1/changes/{key}/revisions", new)
    assert (revised.status_code, revised.json()["error"]) == (409, "cancelled")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"person": "ana"}, (403, "not_allowed", None)),
        ({"person": "nobody"}, (403, "not_a_member", None)),
        ({"reason": " "}, (422, "reason_missing", "reason")),
        ({"revision": 2}, (409, "stale_revision", None)),
        ({"revision": 0}, (422, "invalid_input", "revision")),
        ({"why": "x"}, (422, "invalid_input", "why")),
    ],
)
def test_mistakes(
    at: Desk, key: str, change: dict[str, Any], told: tuple[int, str, str | None]
) -> None:
    observe(at.house, "ana", Standing.FULL)
    answer = at.post(f"/v1/changes/{key}/cancel", body(**change))
    found = answer.json()
    assert (answer.status_code, found["error"], found.get("field")) == told
    assert at.get(f"/v1/changes/{key}").json()["cancellation"] is None


def test_a_repeated_request_an_unknown_change_and_an_unknown_token(at: Desk, key: str) -> None:
    assert at.post("/v1/changes/CR-9/cancel", body()).status_code == 404
    headers = {"Idempotency-Key": "run-1"}
    assert at.post(f"/v1/changes/{key}/cancel", body(), **headers).status_code == 200
    again = at.post(f"/v1/changes/{key}/cancel", body(), **headers)
    assert (again.status_code, again.json()["error"]) == (409, "repeated")
    at.token = "chatops_wrong"
    assert at.post(f"/v1/changes/{key}/cancel", body()).status_code == 401
