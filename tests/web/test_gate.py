"""The gate over HTTP."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chatops.core.facts import Facts
from tests import builders as make
from tests.web.desk import GLASS, Desk, desk


@pytest.fixture(params=["plainly", "together"])
def at(store_url: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Both ways to ask, on both databases."""
    with desk(store_url, fast=request.param == "together") as one:
        yield one


def test_no_until_it_is_approved_then_yes(at: Desk) -> None:
    assert at.gate().json() == {
        "allowed": False,
        "state": "pending",
        "change": "",
        "sentences": ["No change request asks for aaaaaaaaaaaa on checkout in production."],
    }
    key = at.opens("ben")
    waiting = at.gate()
    assert (waiting.status_code, waiting.json()["allowed"]) == (200, False)
    assert waiting.json()["sentences"][1].startswith("0 of 2 sign-offs from Payments (owners).")
    at.approves(key, "ana", "cleo")
    answer = at.gate()
    assert answer.status_code == 200
    assert answer.json()["allowed"] is True
    assert answer.json()["change"] == key
    other = at.gate(make.OTHER_SHA).json()
    assert other["allowed"] is False


def test_a_yes_ends_with_the_change(at: Desk) -> None:
    at.approves(at.opens("ben"), "ana", "cleo")
    assert at.gate().json()["allowed"] is True
    at.passes(days=8)
    expired = at.gate().json()
    assert (expired["allowed"], expired["state"]) == (False, "expired")


def test_a_change_of_several_systems_opens_the_gate_of_each(at: Desk) -> None:
    at.approves(at.opens("ben", systems=("checkout", "ledger")), "ana", "cleo")
    told = {one: at.gate(system=one).json()["allowed"] for one in ("checkout", "ledger", "login")}
    assert told == {"checkout": True, "ledger": True, "login": False}


def test_a_broken_glass_opens_once_and_is_never_called_approved(at: Desk) -> None:
    at.facts[0] = make.facts(the_policy=GLASS, standings={})
    key = at.opens("ben")
    assert at.gate().json()["allowed"] is False
    at.breaks_glass(key, "max")
    answer = at.gate()
    assert answer.status_code == 200
    told = answer.json()
    assert (told["allowed"], told["state"], told["change"]) == (True, "overridden", key)
    assert told["sentences"][0] == (
        f"{key}: Overridden by break-glass, not approved: revision 1 may go once until "
        "2026-03-02 10:00 UTC."
    )
    again = at.gate().json()
    assert (again["allowed"], again["state"]) == (False, "pending")
    (glass,) = at.get(f"/v1/changes/{key}").json()["break_glass"]
    assert (glass["used_by"], glass["used_at"]) == ("ci/shop", "2026-03-02T09:00:00Z")
    assert 'chatops_gate_polls_total{answer="overridden"} 1.0' in at.http.get("/metrics").text


def test_a_glass_that_was_not_used_in_time_opens_nothing(at: Desk) -> None:
    at.facts[0] = make.facts(the_policy=GLASS, standings={})
    at.breaks_glass(at.opens("ben"), "max")
    at.passes(hours=1)
    assert at.gate().json()["allowed"] is False


def test_of_many_polls_at_once_one_goes_through_a_broken_glass(at: Desk) -> None:
    at.facts[0] = make.facts(the_policy=GLASS, standings={})
    at.breaks_glass(at.opens("ben"), "max")
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: at.gate().json()["allowed"], range(8)))
    assert told.count(True) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer chatops_wrong"},
        {"Authorization": "Basic Y2k6c2hvcA=="},
        {"Authorization": "Bearer \x7f"},
    ],
)
def test_without_a_token_nothing_is_told(at: Desk, headers: dict[str, str]) -> None:
    params = {"system": "checkout", "environment": "production", "commit": make.SHA}
    answer = at.http.get("/v1/gate", params=params, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["error"] == "unauthorized"
    assert "allowed" not in answer.json()


def test_a_revoked_token_is_worth_nothing(at: Desk) -> None:
    assert at.gate().status_code == 200
    with at.house.store.transaction() as tx:
        assert tx.revoke_token("ci/shop", make.NOW)
    assert at.gate().status_code == 401


@pytest.mark.parametrize("missing", ["system", "environment", "commit"])
def test_a_missing_parameter_is_named(at: Desk, missing: str) -> None:
    for value in ("", "x" * 501, "a\0b", "a\nb"):
        answer = at.gate(**{missing: value})
        assert answer.status_code == 400
        assert answer.json()["field"] == missing
        assert "allowed" not in answer.json()


def test_what_cannot_be_told_is_503_and_no(at: Desk) -> None:
    at.approves(at.opens("ben"), "ana", "cleo")
    whole = at.facts[0]
    at.facts[0] = Facts(whole.directory, whole.registry, None, problems=("policy.yml is away.",))
    answer = at.gate()
    assert answer.status_code == 503
    assert answer.json()["allowed"] is False
    assert answer.json()["sentences"] == ["policy.yml is away."]
    at.facts[0] = whole
    assert at.gate().json()["allowed"] is True


def test_polls_are_counted_by_answer(at: Desk) -> None:
    at.gate()
    at.gate(commit="")
    at.http.get("/v1/gate")
    text = at.http.get("/metrics").text
    for answer in ("no", "malformed", "unauthorized"):
        assert f'chatops_gate_polls_total{{answer="{answer}"}} 1.0' in text
    assert "chatops_gate_seconds_count 3.0" in text


def test_every_yes_is_written_down_and_the_same_no_once(at: Desk) -> None:
    key = at.opens("ben")
    for _ in range(3):
        at.gate()
    at.approves(key, "ana", "cleo")
    for _ in range(2):
        at.gate()
    with at.house.store.reading() as reading:
        told = [
            one.data["event"]["allowed"]
            for one in reading.entries(key)
            if one.tag == "gate:answered"
        ]
    assert told == [False, True, True]
