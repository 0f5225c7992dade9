"""The API for pipelines."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from chatops.core.as_json import change_as_json
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.usecases.observe import observe
from chatops.usecases.read import show
from chatops.usecases.token import create_token
from tests import builders as make
from tests.web.desk import GLASS, Desk


def body(**fields: Any) -> dict[str, Any]:
    return {
        "requester": "ben",
        "system": "checkout",
        "title": "Raise the limit",
        "commit": make.SHA,
        "rollback_plan": "Revert.",
        "test_evidence": "Run 418.",
    } | fields


FIRST, LAST = "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"
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
    assert revised["revisions"][1]["systems"] == ["checkout"]
    assert at.post("/v1/changes/CR-1/revisions", new).status_code == 409


def test_all_mistakes_are_told_under_their_fields(at: Desk) -> None:
    answer = at.post("/v1/changes", body(system="chekout", commit="abc", risk="huge"))
    assert answer.status_code == 422
    told = answer.json()
    assert told["error"] == "invalid_input"
    assert set(told["mistakes"]) == {"system", "commit", "risk"}
    assert "Did you mean checkout?" in told["mistakes"]["system"]


def test_several_systems_a_kind_and_labels(at: Desk) -> None:
    place = {"systems": ["checkout", "ledger", "checkout"], "kind": "emergency"}
    several = body(labels=["db", "api", "db"], **place)
    del several["system"]
    made = at.post("/v1/changes", several)
    assert made.status_code == 201, made.text
    (revision,) = made.json()["revisions"]
    assert revision["systems"] == ["checkout", "ledger"]
    assert (revision["kind"], revision["labels"]) == ("emergency", ["api", "db"])
    new = several | {"person": "ben", "revision": 1, "title": "Other"}
    for field in ("requester", "systems"):
        del new[field]
    revised = at.post("/v1/changes/CR-1/revisions", new).json()
    assert revised["revisions"][1]["systems"] == ["checkout", "ledger"]
    moved = new | {"revision": 2, "system": "ledger"}
    moved = at.post("/v1/changes/CR-1/revisions", moved).json()
    assert moved["revisions"][2]["systems"] == ["ledger"]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ({}, "Choose the system that changes."),
        ({"systems": []}, "Choose the system that changes."),
        (
            {"system": "checkout", "systems": ["ledger"]},
            "Give either “system” or “systems”, not both.",
        ),
        (
            {"systems": ["checkout", "chekout"]},
            "There is no system “chekout” in the registry. Did you mean checkout?",
        ),
        (
            {"systems": [str(one) for one in range(21)]},
            "20 systems are the most of one change. Split it.",
        ),
    ],
)
def test_a_change_names_its_systems_in_one_way(
    at: Desk, place: dict[str, Any], sentence: str
) -> None:
    nowhere = body()
    del nowhere["system"]
    at.post("/v1/changes", body())
    told = at.post("/v1/changes", nowhere | place).json()
    assert (told["field"], told["sentence"]) == ("system", sentence)
    if place:
        del nowhere["requester"]
        edit = nowhere | place | {"person": "ben", "revision": 1}
        told = at.post("/v1/changes/CR-1/revisions", edit).json()
        assert (told["field"], told["sentence"]) == ("system", sentence)


def test_the_documented_answer_leaves_nothing_out(at: Desk) -> None:
    """A field that the model forgets would be dropped without a word."""
    at.facts[0] = make.facts(the_policy=GLASS, standings={})
    at.post("/v1/changes", body(git=GIT))
    found = {"name": "lint", "outcome": "failed", "revision": 1, "commit": make.SHA}
    at.post("/v1/changes/CR-1/checks", found)
    at.approves("CR-1", "ana")
    at.breaks_glass("CR-1", "max")
    at.asks("CR-1", "ana")
    told = {"system": "checkout", "commit": make.SHA, "outcome": "started"}
    at.post("/v1/deployments", told)
    observe(at.house, "ben", Standing.FULL)
    taken_back = {"person": "ben", "revision": 1, "reason": "The customer waits."}
    at.post("/v1/changes/CR-1/cancel", taken_back)
    shown = show(at.house, "CR-1")
    whole = change_as_json(shown.change, shown.verdict)
    answer = at.get("/v1/changes/CR-1").json()
    assert keys_of(answer) == keys_of(whole)
    assert all(whole[one] for one in ("decisions", "checks", "break_glass", "obligations"))
    assert all(whole[one] for one in ("questions", "deployments", "cancellation"))
    assert answer["revisions"][0]["window"] == whole["revisions"][0]["window"]


def keys_of(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: keys_of(one) for name, one in value.items()}
    return [keys_of(one) for one in value] if isinstance(value, list) else None


@pytest.mark.parametrize(
    ("change", "status", "error", "field"),
    [
        ({"requester": "nobody"}, 422, "unknown_person", "requester"),
        ({"requester": "robo"}, 403, "not_a_member", "requester"),
        ({"titel": "x"}, 422, "invalid_input", "titel"),
        ({"title": 5}, 422, "invalid_input", "title"),
        ({"kind": "urgent"}, 422, "invalid_input", "kind"),
        ({"labels": ["two words"]}, 422, "invalid_input", "labels"),
        ({"window_start": "2026-03-02T09:00:00"}, 422, "invalid_input", "window_start"),
        ({"window_start": FIRST, "window_end": LAST}, 422, "invalid_input", "window_start"),
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


OTHERS = [
    ({"role": "pusher", "name": "Ana", "email": "ana@example.com"}, "ana", "pusher"),
    ({"role": "principal", "person": "cleo"}, "cleo", "principal of the agent"),
]


@pytest.mark.parametrize(("given", "who", "role"), OTHERS, ids=["pusher", "principal"])
def test_who_pushed_it_or_let_an_agent_write_it_is_a_contributor(
    at: Desk, given: dict[str, str], who: str, role: str
) -> None:
    assert at.post("/v1/changes", body(contributors=[given])).status_code == 201
    with pytest.raises(Refused, match=f"you contributed to it \\({role}\\)"):
        at.approves("CR-1", who)


def test_a_contributor_who_is_nobody_is_refused(at: Desk) -> None:
    nobody = at.post("/v1/changes", body(contributors=[{"role": "pusher"}]))
    assert nobody.status_code == 422
    assert nobody.json()["mistakes"] == {
        "contributors": "Give a `person`, or a `name` and an `email`."
    }
    unknown = {"role": "pusher", "name": "Zed", "email": "zed@example.net"}
    assert at.post("/v1/changes", body(contributors=[unknown])).json()["state"] == "error"


def test_the_owner_of_the_token_is_a_contributor(at: Desk) -> None:
    owned = create_token(at.house, "ci/ana", token_id="t9", random="o" * 43, owner="ana")
    made = at.post("/v1/changes", body(), Authorization=f"Bearer {owned}")
    assert made.status_code == 201, made.text
    with pytest.raises(Refused, match="owner of the token"):
        at.approves("CR-1", "ana")
    with pytest.raises(Refused, match="is not in the directory"):
        create_token(at.house, "ci/nobody", token_id="t8", random="n" * 43, owner="nobody")
