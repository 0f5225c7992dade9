"""Tools report over HTTP what they found out about a revision."""

from dataclasses import replace
from typing import Any

import pytest

from chatops.core.policy import CheckPassed, When
from tests import builders as make
from tests.web.desk import Desk

POLICY = make.policy(make.rule(make.OWNERS, CheckPassed("soak", "staging-soak")))


def result(**fields: Any) -> dict[str, Any]:
    found = {"name": "staging-soak", "outcome": "passed", "revision": 1, "commit": make.SHA}
    return found | fields


@pytest.fixture
def key(at: Desk) -> str:
    at.facts[0] = make.facts(the_policy=POLICY, standings={})
    return at.opens("ben")


def test_a_result_is_recorded_in_the_name_of_the_token(at: Desk, key: str) -> None:
    link = "https://ci.example.com/418"
    made = at.post(f"/v1/changes/{key}/checks", result(link=link, summary="No errors in 2 h."))
    assert made.status_code == 201, made.text
    assert made.json()["checks"] == [
        {
            "number": 1,
            "name": "staging-soak",
            "outcome": "passed",
            "revision": 1,
            "posted_by": "api:ci/shop",
            "at": "2026-03-02T09:00:00Z",
            "link": link,
            "summary": "No errors in 2 h.",
        }
    ]
    assert at.get(f"/v1/changes/{key}").json() == made.json()
    (soak,) = (one for one in leaves(made.json()["verdict"]) if one["name"] == "soak")
    assert (soak["met"], soak["sentence"]) == (
        True,
        "Check “staging-soak” passed on revision 1.",
    )


def leaves(verdict: Any) -> list[Any]:
    return [one for part in verdict["parts"] for one in leaves(part)] or [verdict]


def test_a_check_is_never_a_sign_off(at: Desk, key: str) -> None:
    for _ in range(3):
        at.post(f"/v1/changes/{key}/checks", result())
    shown = at.get(f"/v1/changes/{key}").json()
    assert (shown["state"], shown["decisions"]) == ("pending", [])
    assert at.gate().json()["allowed"] is False
    at.approves(key, "ana", "cleo")
    assert at.gate().json()["allowed"] is True


def test_the_newest_result_counts(at: Desk, key: str) -> None:
    at.approves(key, "ana", "cleo")
    for outcome, allowed in (("running", False), ("passed", True), ("failed", False)):
        assert at.post(f"/v1/changes/{key}/checks", result(outcome=outcome)).status_code == 201
        assert at.gate().json()["allowed"] is allowed


@pytest.mark.parametrize(
    "old", [{"revision": 2}, {"commit": make.OTHER_SHA}, {"commit": make.SHA[:12]}]
)
def test_what_is_about_something_else_is_refused(at: Desk, key: str, old: dict[str, Any]) -> None:
    answer = at.post(f"/v1/changes/{key}/checks", result(**old))
    assert (answer.status_code, answer.json()) == (
        409,
        {
            "error": "stale_revision",
            "sentence": f"CR-1 is at revision 1, commit {make.SHA}. Run the check on that and "
            "post it again; nothing was recorded.",
            "field": "revision",
        },
    )
    assert at.get(f"/v1/changes/{key}").json()["checks"] == []


def test_a_commit_in_capitals_is_the_same(at: Desk, key: str) -> None:
    assert at.post(f"/v1/changes/{key}/checks", result(commit=make.SHA.upper())).status_code == 201


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"outcome": "green"}, "outcome", "The outcome is passed, failed or running."),
        ({"name": "  "}, "name", "Name the check as the policy does: letters, digits"),
        ({"revision": 0}, "revision", "revision: Input should be greater than or equal to 1"),
        ({"result": "ok"}, "result", "result: Extra inputs are not permitted"),
        ({"link": "javascript:alert(1)"}, "link", "Give a whole address that starts with https"),
        ({"summary": "x" * 2001}, "summary", "This is 2,001 characters long; 2,000 is the most."),
    ],
)
def test_mistakes_are_told_under_their_field(
    at: Desk, key: str, change: dict[str, Any], field: str, sentence: str
) -> None:
    answer = at.post(f"/v1/changes/{key}/checks", result(**change))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["sentence"].startswith(sentence)


def test_a_repeated_request_does_nothing(at: Desk, key: str) -> None:
    headers = {"Idempotency-Key": "run-1"}
    assert at.post(f"/v1/changes/{key}/checks", result(), **headers).status_code == 201
    again = at.post(f"/v1/changes/{key}/checks", result(), **headers)
    assert (again.status_code, again.json()["error"]) == (409, "repeated")
    assert len(at.get(f"/v1/changes/{key}").json()["checks"]) == 1


def test_a_change_holds_so_many_results_and_no_more(
    at: Desk, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatops.core.post_check.MOST", 1)
    assert at.post(f"/v1/changes/{key}/checks", result()).status_code == 201
    answer = at.post(f"/v1/changes/{key}/checks", result())
    assert (answer.status_code, answer.json()["error"]) == (409, "too_many")


def test_an_unknown_change_and_an_unknown_token(at: Desk, key: str) -> None:
    assert at.post("/v1/changes/CR-9/checks", result()).status_code == 404
    at.token = "chatops_wrong"
    assert at.post(f"/v1/changes/{key}/checks", result()).status_code == 401


def test_a_rule_about_files_cannot_be_judged_where_nobody_read_them(at: Desk) -> None:
    large = make.rule(make.OWNERS, when=When(files_over=3))
    small = make.rule(make.OWNERS, name="any")
    at.facts[0] = make.facts(the_policy=make.policy(large, small), standings={})
    signed = {"name": "Ben", "email": "ben@example.com"}
    git = {"title": "Raise", "author": signed, "committer": signed}
    body = {"requester": "ben", "system": "checkout", "title": "Raise", "commit": make.SHA}
    states = {}
    for name, told in (("unread", git), ("none", git | {"files": []})):
        made = at.post("/v1/changes", body | {"git": told}).json()
        states[name] = (made["state"], made["revisions"][0]["files"])
    assert states == {"unread": ("error", None), "none": ("pending", [])}


def test_a_house_without_a_policy_records_no_result(at: Desk, key: str) -> None:
    at.facts[0] = replace(at.facts[0], policy=None, problems=("policy.yml is bad.",))
    assert at.post(f"/v1/changes/{key}/checks", result()).status_code == 201
    assert at.get(f"/v1/changes/{key}").json()["state"] == "error"
