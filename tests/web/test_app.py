"""Health, metrics, documentation, and errors without tracebacks."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from chatops.core.events import PolicyAdopted
from chatops.core.facts import Facts
from chatops.store.database import open_store
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.house import House
from chatops.web.app import build
from tests import builders as make
from tests.web.client import client
from tests.web.desk import Desk, desk

UNSEALED = (
    "Sealed entries: 0; waiting: none. "
    "There is no audit key, so nothing is sealed; everything else works."
)


def test_alive_and_ready(at: Desk) -> None:
    assert at.http.get("/healthz").json() == {"status": "alive"}
    ready = at.http.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "reasons": [], "dead_letters": 0, "sealing": UNSEALED},
    )


def test_not_ready_says_why(at: Desk, tmp_path: Path) -> None:
    whole = at.facts[0]
    at.facts[0] = Facts(whole.directory, whole.registry, None, problems=("policy.yml is bad.",))
    answer = at.http.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["policy.yml is bad."])
    empty = open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    house = House(empty, lambda: whole, lambda: make.NOW, lambda: None)
    with client(build(house)) as http:
        reasons = http.get("/readyz").json()["reasons"]
    empty.close()
    assert reasons == ["The database is empty: run `chatops db upgrade`."]


def test_an_adopted_policy_that_cannot_be_read_is_a_reason_too(at: Desk) -> None:
    policy = AdoptedPolicy("f" * 64, "text", "ana", "Agreed.", "", make.NOW)
    event = PolicyAdopted("f" * 64, "", "ana", "", "Agreed.")
    with at.house.store.transaction() as tx:
        tx.adopt(policy, event, (), make.NOW)
    answer = at.http.get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (
        503,
        [f"The adopted policy {'f' * 12} cannot be read here."],
    )


def test_a_database_that_is_away_is_503_everywhere() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    house = House(store, make.facts, lambda: make.NOW, lambda: None)
    token = {"Authorization": "Bearer chatops_x"}
    with client(build(house)) as http:
        asked = {"system": "checkout", "environment": "production", "commit": make.SHA}
        for path, params in (("/v1/gate", asked), ("/v1/changes/CR-1", {})):
            answer = http.get(path, params=params, headers=token)
            assert (answer.status_code, answer.json()["error"]) == (503, "cannot_tell")
            assert "allowed" not in answer.json()
        assert "cannot be reached" in http.get("/readyz").json()["reasons"][0]
        metrics = http.get("/metrics")
    store.close()
    assert (metrics.status_code, "chatops_database_up 0.0" in metrics.text) == (200, True)


def test_metrics_tell_what_is_stored(at: Desk) -> None:
    at.opens("ben")
    text = at.http.get("/metrics").text
    assert "chatops_open_changes 1.0" in text
    assert 'chatops_outbox_rows{state="waiting"}' in text
    assert "chatops_unreadable_files 0.0" in text
    assert "python_info" not in text


def test_metrics_tell_of_queues_and_of_steps_that_are_late(at: Desk) -> None:
    first = at.opens("ben")
    at.opens("ben", title="Another one")
    at.approves(first, "ana")
    text = at.http.get("/metrics").text
    assert 'chatops_waiting_sign_offs{person="ana"} 1.0' in text
    assert 'chatops_waiting_sign_offs{person="eve"} 0.0' in text  # a senior for whom nothing waits
    assert 'person="cleo"' not in text  # asked twice, but no senior
    assert "chatops_steps_overdue 0.0" in text
    at.moment[0] += timedelta(days=60)
    assert "chatops_steps_overdue 2.0" in at.http.get("/metrics").text


def test_the_documentation_names_every_path(at: Desk) -> None:
    assert at.http.get("/docs").status_code == 200
    paths = at.http.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/gate",
        "/v1/changes",
        "/v1/changes/{key}",
        "/v1/changes/{key}/revisions",
        "/v1/changes/{key}/checks",
        "/v1/changes/{key}/cancel",
        "/v1/deployments",
        "/v1/incidents",
        "/v1/audit/checkpoint",
        "/v1/audit/proof/{entry}",
        "/v1/audit/consistency",
        "/healthz",
        "/readyz",
        "/metrics",
    }


def test_the_documentation_shows_what_goes_in_and_out(at: Desk) -> None:
    schemas = at.http.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["NewCheck"]["required"] == ["name", "outcome", "revision", "commit"]
    assert schemas["NewCheck"]["properties"]["outcome"]["enum"] == ["passed", "failed", "running"]
    assert {"system", "systems", "kind", "labels"} < set(schemas["NewChange"]["properties"])
    outcomes = schemas["NewDeployment"]["properties"]["outcome"]["enum"]
    assert outcomes == ["started", "succeeded", "failed", "rolled_back"]
    told = {"checks", "break_glass", "obligations", "unreachable", "questions", "cancellation"}
    assert told | {"deployments", "deployed"} < set(schemas["ChangeOut"]["properties"])


def test_an_unknown_page_and_method(at: Desk) -> None:
    answer = at.http.get("/nope")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    assert at.http.request("DELETE", "/healthz").status_code == 405


def test_a_defect_is_told_without_a_traceback(at: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("chatops.web.changes.show", broken)
    with structlog.testing.capture_logs() as logged:
        answer = at.get("/v1/changes/CR-1")
    assert logged[0]["event"] == "web.failed"
    assert answer.status_code == 500
    assert answer.json()["error"] == "internal_error"
    assert "secret" not in answer.text


def test_slack_s_door_is_where_slack_looks(sqlite_url: str) -> None:
    async def door(request: Request) -> Response:
        return PlainTextResponse((await request.body()).decode())

    with desk(sqlite_url, slack_endpoint=door) as at:
        assert at.http.post("/slack/events", content=b"hello").text == "hello"
        assert at.http.get("/slack/events").status_code == 404


def test_without_slack_there_is_no_door(at: Desk) -> None:
    assert at.http.post("/slack/events").status_code == 404
