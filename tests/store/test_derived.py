"""What is counted and looked for stands in columns of its own, as the change itself says it."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.events import VerdictChanged
from chatops.store.database import Store
from tests.builders import NOW
from tests.store.acting import decided, opened, revised
from tests.store.test_annexes import CONDITION, GLASS, REVIEW, changed
from tests.store.test_backfill import rows

HOUR = timedelta(hours=1)


def test_what_a_change_and_each_revision_is(store: Store, store_url: str) -> None:
    """The part of AI never wears off."""
    key = opened(store, degree="generated", tool="Claude", risk="low").key
    revised(store, key, kind="emergency", risk="high", degree="assisted", tool="Claude")
    revised(store, key, kind="standard")
    told = [
        (key, 1, "normal", "low", "generated"),
        (key, 2, "emergency", "high", "generated"),
        (key, 3, "standard", "medium", "generated"),
    ]
    assert rows(store_url, "key, number, kind, risk, assistance", "revisions") == told
    present = (key, *told[-1][2:])
    assert rows(store_url, "key, kind, risk, assistance", "changes") == [present]


def test_every_other_state_is_noted_once(store: Store, store_url: str) -> None:
    key = opened(store).key
    for number, who in enumerate(("ana", "cleo")):
        decided(store, key, who, now=NOW + number * HOUR)
    revised(store, key, title="Other")
    with store.reading() as reading:
        numbers = [one.number for one in reading.entries(key) if one.tag == "verdict:changed"]
    told = rows(store_url, "key, number, state, at", "states")
    assert told == [(key, numbers[0], "approved", NOW + HOUR), (key, numbers[1], "stale", NOW)]


def test_the_same_state_in_other_words_is_no_other(store: Store, store_url: str) -> None:
    key = opened(store).key
    changed(store, key, VerdictChanged(key, "pending", "pending", "Judged anew.", "d", "p"))
    assert rows(store_url, "key, number", "states") == []


def test_when_things_began_and_ended(store: Store, store_url: str) -> None:
    key = opened(store).key
    changed(store, key, declarations=(GLASS,), obligations=(REVIEW, CONDITION))
    paid = replace(REVIEW, closed_at=NOW + 2 * HOUR, closed_by="ana")
    changed(store, key, obligations=(paid, CONDITION))
    assert rows(store_url, "key, at", "declarations") == [(key, GLASS.at)]
    assert rows(store_url, "key, number, created_at, closed_at", "obligations") == [
        (key, 1, NOW, NOW + 2 * HOUR),
        (key, 2, NOW, NOW + 9 * HOUR),
    ]


def test_what_went_past_the_gate_is_noted(store: Store, store_url: str) -> None:
    key = opened(store).key
    past = Deployment(
        number=1,
        system="checkout",
        environment="production",
        revision=1,
        outcome=DeploymentOutcome.STARTED,
        posted_by="ci",
        at=NOW + HOUR,
        passed=False,
    )
    allowed = replace(past, number=2, passed=True)
    failed = replace(past, number=3, outcome=DeploymentOutcome.FAILED)
    changed(store, key, deployments=(past, allowed))
    changed(store, key, deployments=(past, allowed, failed, replace(past, number=4)))
    assert rows(store_url, "key, number, system, at", "bypasses") == [
        (key, 1, "checkout", NOW + HOUR),
        (key, 4, "checkout", NOW + HOUR),
    ]
