"""An approval can be undone before the gate counts it; afterwards it is recalled, and heard of."""

from typing import Any

import httpx

from chatops.core.decide import Decide
from chatops.core.decision import Verb
from chatops.usecases.decide import decide
from tests.scenarios.conftest import Town, documents

PAYMENTS = "C01PAYMENTS"
SHA = "a" * 40
UNDO = ("undo_for: 0 seconds", "undo_for: 30 seconds")


def approved(town: Town) -> None:
    """CR-1 is asked for by Diego and approved by Priya and Hanna."""
    town.person("diego").requests(PAYMENTS, "checkout", **documents("checkout"))
    for name in ("priya", "hanna"):
        assert town.person(name).clicks("Approve", PAYMENTS, "CR-1")["ok"]


def posts(town: Town, path: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(
        f"{town.demo.app.url}{path}",
        json=body,
        headers={"Authorization": f"Bearer {town.token}"},
        trust_env=False,
    )


def test_the_gate_waits_until_nobody_can_undo(town: Town) -> None:
    town.policy_says(UNDO)
    approved(town)
    town.person("diego").sees(PAYMENTS, "CR-1 · Approved")
    held = town.gate("checkout", SHA)
    assert (held["status"], held["allowed"], held["state"]) == (200, False, "pending")
    assert "approval can still be undone until " in held["sentences"][0]
    town.time_passes(seconds=29)
    assert not town.gate("checkout", SHA)["allowed"]
    town.time_passes(seconds=2)
    assert town.gate("checkout", SHA)["allowed"]


def test_a_recall_after_the_gate_opened_is_heard(town: Town) -> None:
    approved(town)
    assert town.gate("checkout", SHA)["allowed"]
    why = "The load test ran against the old build."
    decide(town.house, Decide("CR-1", "hanna", Verb.WITHDRAW, 1, "details", why))
    assert not town.gate("checkout", SHA)["allowed"]
    diego = town.person("diego")
    diego.is_told("recalled their approval of revision 1 of CR-1")
    diego.sees(PAYMENTS, "The gate had already let ci through")
    diego.sees(PAYMENTS, why)


def test_a_deployment_is_told_in_the_thread(town: Town) -> None:
    approved(town)
    assert town.gate("checkout", SHA)["allowed"]
    for outcome, words in (("started", "Deployment started"), ("succeeded", "Deployed")):
        report = {"system": "checkout", "commit": SHA, "outcome": outcome}
        assert posts(town, "/v1/deployments", report).status_code == 201
        town.person("diego").is_told(f"{words}: revision 1 of CR-1")


def test_a_pipeline_cancels_in_the_name_of_the_requester(town: Town) -> None:
    approved(town)
    body = {"person": "diego", "revision": 1, "reason": "The customer waits for May."}
    assert posts(town, "/v1/changes/CR-1/cancel", body).json()["state"] == "cancelled"
    answer = town.gate("checkout", SHA)
    assert (answer["allowed"], answer["state"]) == (False, "cancelled")
    for name in ("priya", "hanna"):
        town.person(name).is_told("cancelled CR-1")
