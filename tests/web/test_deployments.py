"""A pipeline tells how far it got."""

from typing import Any

import pytest

from tests import builders as make
from tests.web.desk import Desk


def report(**fields: Any) -> dict[str, Any]:
    return {"system": "checkout", "commit": make.SHA, "outcome": "started"} | fields


@pytest.fixture
def key(at: Desk) -> str:
    return at.opens("ben")


def test_it_is_recorded_in_the_name_of_the_token(at: Desk, key: str) -> None:
    link = "https://ci.example.com/7"
    assert at.post("/v1/deployments", report(link=link)).status_code == 201
    made = at.post("/v1/deployments", report(outcome="succeeded", commit=make.SHA.upper()))
    assert made.status_code == 201, made.text
    first, second = made.json()["deployments"]
    assert first == {
        "number": 1,
        "system": "checkout",
        "environment": "production",
        "revision": 1,
        "outcome": "started",
        "posted_by": "api:ci/shop",
        "at": "2026-03-02T09:00:00Z",
        "passed": False,  # the gate never said yes
        "link": link,
    }
    assert (second["outcome"], made.json()["deployed"]) == ("succeeded", False)
    assert at.get(f"/v1/changes/{key}").json() == made.json()


def test_what_went_out_after_a_yes_is_deployed(at: Desk, key: str) -> None:
    at.approves(key, "ana", "cleo")
    assert at.gate().json()["allowed"] is True
    told = at.post("/v1/deployments", report(outcome="succeeded")).json()
    assert (told["deployments"][0]["passed"], told["deployed"]) == (True, True)


def test_the_same_told_again_is_recorded_once(at: Desk, key: str) -> None:
    answers = [at.post("/v1/deployments", report()) for _ in range(3)]
    assert [one.status_code for one in answers] == [201] * 3
    assert len(at.get(f"/v1/changes/{key}").json()["deployments"]) == 1


def test_it_is_told_to_the_change_that_the_gate_let_through(at: Desk, key: str) -> None:
    at.approves(key, "ana", "cleo")
    assert at.gate().json()["change"] == key
    at.opens("dan")
    at.approves("CR-2", "ana", "cleo")
    assert at.post("/v1/deployments", report()).json()["key"] == key
    assert at.gate().json()["change"] == "CR-2"
    assert at.post("/v1/deployments", report(outcome="failed")).json()["key"] == "CR-2"


@pytest.mark.parametrize(
    "other",
    [
        {"commit": make.OTHER_SHA},
        {"system": "ledger"},
        {"environment": "staging"},
        {"system": "nowhere\x00"},
    ],
)
def test_what_nobody_asked_for_is_not_found(at: Desk, key: str, other: dict[str, str]) -> None:
    answer = at.post("/v1/deployments", report(**other))
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_change")
    assert answer.json()["sentence"].startswith("No change request is at ")
    assert at.get(f"/v1/changes/{key}").json()["deployments"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "done"}, "outcome"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"result": "ok"}, "result"),
        ({"commit": None}, "commit"),
    ],
)
def test_mistakes_are_told_under_their_field(
    at: Desk, key: str, change: dict[str, Any], field: str
) -> None:
    answer = at.post("/v1/deployments", report(**change))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert at.get(f"/v1/changes/{key}").json()["deployments"] == []


def test_a_repeated_request_and_an_unknown_token(at: Desk, key: str) -> None:
    headers = {"Idempotency-Key": "run-1"}
    assert at.post("/v1/deployments", report(), **headers).status_code == 201
    again = at.post("/v1/deployments", report(outcome="failed"), **headers)
    assert (again.status_code, again.json()["error"]) == (409, "repeated")
    assert len(at.get(f"/v1/changes/{key}").json()["deployments"]) == 1
    at.token = "chatops_wrong"
    assert at.post("/v1/deployments", report()).status_code == 401
