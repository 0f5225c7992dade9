"""A change's state in words and buttons, once it is cancelled, deployed, failed or rolled back."""

from dataclasses import replace

import pytest

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.evaluate import evaluate
from chatops.core.verdict import State, Verdict
from chatops.slack.views.card import card
from chatops.slack.views.words import headline
from tests import builders
from tests.builders import NOW
from tests.slack.test_decisions import offered

FACTS = builders.facts(the_policy=builders.glass_policy())
APPROVED = builders.approved_by(
    builders.opened("dan", given=FACTS, systems=("checkout", "ledger")), "ana", "ben", given=FACTS
)
DECIDE = ["approve", "reject", "details"]


def told(*outcomes: str, change: Change = APPROVED, revision: int = 1) -> Change:
    """The change with these reports: `checkout:started`."""
    reports = [one.split(":") for one in outcomes]
    deployments = tuple(
        Deployment(
            number, system, "production", revision, DeploymentOutcome(outcome), "ci/shop", NOW
        )
        for number, (system, outcome) in enumerate(reports, start=1)
    )
    return replace(change, deployments=deployments)


def shown(change: Change, state: State = State.APPROVED) -> str:
    return headline(change, Verdict("change", state, "Judged."))


CASES = [
    ((), "✅ CR-1 · Approved"),
    (("checkout:started",), "✅ CR-1 · Approved; being deployed"),
    (("checkout:succeeded",), "✅ CR-1 · Approved; being deployed"),
    (("checkout:succeeded", "ledger:started"), "✅ CR-1 · Approved; being deployed"),
    (("checkout:succeeded", "ledger:succeeded"), "🚀 CR-1 · Deployed"),
    (("checkout:succeeded", "ledger:failed"), "⚠️ CR-1 · Approved; deployment failed"),
    (("checkout:failed", "checkout:succeeded", "ledger:succeeded"), "🚀 CR-1 · Deployed"),
    (
        ("checkout:succeeded", "ledger:succeeded", "ledger:rolled_back"),
        "⚠️ CR-1 · Approved; rolled back",
    ),
    (("login:succeeded", "ledger:succeeded"), "✅ CR-1 · Approved; being deployed"),
]


@pytest.mark.parametrize(("outcomes", "words"), CASES)
def test_how_far_a_deployment_got(outcomes: tuple[str, ...], words: str) -> None:
    assert shown(told(*outcomes)) == words


def test_another_revision_or_environment_was_not_deployed() -> None:
    assert shown(told("checkout:failed", revision=2)) == "✅ CR-1 · Approved"
    elsewhere = replace(told("checkout:failed").deployments[0], environment="staging")
    assert shown(replace(APPROVED, deployments=(elsewhere,))) == "✅ CR-1 · Approved"


def test_what_is_deployed_stays_so_when_approvals_expire_but_a_rejection_shows() -> None:
    deployed = told("checkout:succeeded", "ledger:succeeded")
    assert shown(deployed, State.PENDING) == "🚀 CR-1 · Deployed"
    assert shown(deployed, State.EXPIRED) == "🚀 CR-1 · Deployed"
    assert shown(deployed, State.BLOCKED) == "⛔ CR-1 · Deployed; blocked by a rejection"
    assert shown(deployed, State.CANCELLED) == "🚫 CR-1 · Deployed; cancelled"


def test_what_went_through_on_a_broken_glass_is_never_called_approved() -> None:
    broken = builders.broken(builders.opened(given=FACTS), given=FACTS).change
    used = replace(broken, declarations=(replace(broken.declarations[0], used_at=NOW),))
    deployed = told("checkout:succeeded", change=used)
    assert shown(deployed, State.PENDING) == "🚀 CR-1 · Deployed by break-glass, not approved"
    verdict = evaluate(deployed, FACTS, NOW)
    rows = offered(card(deployed, verdict, FACTS, NOW).blocks)
    assert rows == [["details"], ["review"]]  # what is owed stays owed


def test_buttons_go_once_they_no_longer_apply() -> None:
    deployed = told("checkout:succeeded", "ledger:succeeded")
    cancelled = cancel(
        APPROVED, Cancel("CR-1", "dan", 1, "slack", "Solved by CR-9."), FACTS, NOW
    ).change
    blocked = builders.decided(APPROVED, "cleo", Verb.REJECT, given=FACTS).change
    for change, rows in (
        (APPROVED, [DECIDE[1:], ["ask", "edit"]]),
        (blocked, [DECIDE, ["ask", "edit", "lift"]]),
        (told("checkout:failed"), [DECIDE[1:], ["ask", "edit"]]),
        (deployed, [["details"]]),
        (cancelled, [["details"]]),
    ):
        verdict = evaluate(change, FACTS, NOW)
        assert offered(card(change, verdict, FACTS, NOW).blocks) == rows
    late = APPROVED.expires_at
    expired = card(APPROVED, evaluate(APPROVED, FACTS, late), FACTS, late)
    assert offered(expired.blocks) == [["details"]]
