"""A change's state in words and buttons, once it is cancelled, deployed, failed or rolled back."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.evaluate import evaluate
from chatops.core.home import Said, Word
from chatops.core.refused import Refused
from chatops.core.verdict import State, Verdict
from chatops.slack.views.blocks import View
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.home_rows import decided_line
from chatops.slack.views.words import headline
from tests import builders
from tests.builders import NOW
from tests.slack.stage import texts
from tests.slack.test_decisions import offered

FACTS = builders.facts(the_policy=builders.glass_policy())
APPROVED = builders.approved_by(
    builders.opened("dan", given=FACTS, systems=("checkout", "ledger")), "ana", "ben", given=FACTS
)
DECIDE = ["approve", "reject", "details"]


def told(
    *outcomes: str, change: Change = APPROVED, revision: int = 1, passed: bool = True
) -> Change:
    """The change with these reports: `checkout:started`."""
    reports = [one.split(":") for one in outcomes]
    deployments = tuple(
        Deployment(
            number,
            system,
            "production",
            revision,
            DeploymentOutcome(outcome),
            "ci/shop",
            NOW,
            passed=passed,
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


BYPASSED = [
    ("checkout:started", "🚨 CR-1 · Waiting for sign-off; being deployed although the gate did"),
    ("checkout:succeeded", "🚨 CR-1 · Waiting for sign-off; deployed although the gate did"),
    ("checkout:failed", "⚠️ CR-1 · Waiting for sign-off; deployment failed"),
    ("checkout:rolled_back", "⚠️ CR-1 · Waiting for sign-off; rolled back"),
]


@pytest.mark.parametrize(("report", "words"), BYPASSED)
def test_what_the_gate_never_let_through_is_not_done(report: str, words: str) -> None:
    waiting = builders.opened("dan", given=FACTS)
    change = told(report, change=waiting, passed=False)
    verdict = evaluate(change, FACTS, NOW)
    assert headline(change, verdict) == words + " not say yes" * words.endswith("did")
    drawn, before = (
        card(one, evaluate(one, FACTS, NOW), FACTS, NOW).blocks for one in (change, waiting)
    )
    assert offered(drawn) == offered(before)
    page = details(change, verdict, FACTS, NOW, viewer="ana")
    assert offered(page["blocks"])[0] == ["approve", "reject", "condition"]
    line = "although the gate did not say yes: Checkout in production"
    assert (line in json.dumps(page)) is ("gate" in words)


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


@pytest.mark.parametrize("at", [NOW, NOW + timedelta(days=400)])
def test_what_is_deployed_asks_for_no_sign_off_whatever_it_lost_since(at: datetime) -> None:
    stale = builders.revised(
        APPROVED, "dan", given=FACTS, systems=("checkout", "ledger"), title="Raise it more"
    )
    deployed = told("checkout:succeeded", "ledger:succeeded", change=stale, revision=2)
    verdict = evaluate(deployed, FACTS, at)
    assert verdict.state in {State.STALE, State.EXPIRED}
    drawn = card(deployed, verdict, FACTS, at).blocks
    read = details(deployed, verdict, FACTS, at, viewer="ana")["blocks"]
    for blocks in (drawn, read):
        assert "Deployed: revision 2 went to production" in texts(blocks)
        for word in ("Expired", "Waiting", "Not met", "Look again", "needed", "needs"):
            assert word not in texts(blocks)
    said = Said("CR-1", Verb.APPROVE, 1, NOW)
    now = Word(said, replace(deployed, state=verdict.state))
    assert ". Now: deployed." in json.dumps(decided_line(now))


def test_who_is_asked_in_place_of_the_silent_is_told_apart() -> None:
    change = builders.opened()
    first, *_ = change.chases
    other = replace(first, number=9, person="dan", instead_of="ana")
    change = replace(change, asked=(*change.asked, "dan"), chases=(*change.chases, other))
    given = builders.facts()
    drawn = json.dumps(card(change, evaluate(change, given, NOW), given, NOW).blocks)
    before, _, after = drawn.partition("Also asked: ")
    assert "UDAN" not in before.partition("Shortest way: ")[2]
    assert "UDAN" in after


def test_what_went_through_on_a_broken_glass_is_never_called_approved() -> None:
    broken = builders.broken(builders.opened(given=FACTS), given=FACTS).change
    used = replace(broken, declarations=(replace(broken.declarations[0], used_at=NOW),))
    deployed = told("checkout:succeeded", change=used)
    assert shown(deployed, State.PENDING) == "🚀 CR-1 · Deployed by break-glass, not approved"
    verdict = evaluate(deployed, FACTS, NOW)
    rows = offered(card(deployed, verdict, FACTS, NOW).blocks)
    assert rows == [["details"], ["review"]]  # what is owed stays owed


def test_details_of_a_cancelled_change_free_the_commit_that_a_rejection_blocks() -> None:
    blocked = builders.decided(APPROVED, "cleo", Verb.REJECT, given=FACTS).change
    command = Cancel("CR-1", "dan", 1, "api:ci/shop", "Solved by CR-9.")
    cancelled = cancel(blocked, command, FACTS, NOW).change
    freed = builders.lifted(cancelled, "max", given=FACTS).change

    def page(change: Change, viewer: str, now: datetime = NOW) -> View:
        return details(change, evaluate(change, FACTS, now), FACTS, now, viewer=viewer)

    def buttons(*asked: object) -> list[list[str]]:
        return offered(page(*asked)["blocks"])  # type: ignore[arg-type]  # as page takes them

    assert buttons(cancelled, "cleo") == [["withdraw"]]
    assert buttons(cancelled, "max") == [["lift"]]
    assert buttons(cancelled, "ana") == buttons(freed, "cleo") == buttons(freed, "max") == []
    assert buttons(cancelled, "cleo", APPROVED.expires_at) == []
    for viewer in ("ana", "cleo"):
        told = json.dumps(page(cancelled, viewer))
        assert "Rejected before: that still blocks this commit, until " in told
        assert ", in whose name ci/shop spoke, cancelled CR-1, " in told
    assert "still blocks" not in json.dumps(page(freed, "ana"))


def test_details_name_checks_with_links_agents_and_how_ai_assistance_is_known() -> None:
    trailer = ("Co-authored-by", "Claude <noreply@anthropic.com>")
    change = builders.opened(the_commit=builders.commit(trailers=(trailer,)), given=FACTS)
    change = builders.checked(change, link="https://ci.example.com/soak/7", given=FACTS)
    view = details(change, evaluate(change, FACTS, NOW), FACTS, NOW, viewer="ana")
    shown = texts(view["blocks"])
    assert "detected: co-author Claude" in shown
    assert "Claude <noreply@anthropic.com>, AI agent: co-author" in shown
    assert "staging-soak passed" in shown
    assert "https://ci.example.com/soak/7" in str(view["blocks"])


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


def test_what_one_said_is_taken_back_while_that_can_still_be_heard() -> None:
    deployed = told("checkout:succeeded", "ledger:succeeded")
    command = Cancel("CR-1", "dan", 1, "slack", "Solved by CR-9.")
    cancelled = cancel(APPROVED, command, FACTS, NOW).change
    meanwhile = told("checkout:succeeded", "ledger:succeeded", change=cancelled)
    late = APPROVED.expires_at
    for change, now, offers in (
        (APPROVED, NOW, True),
        (APPROVED, late, False),
        (deployed, late, True),
        (cancelled, NOW, False),
        (meanwhile, NOW, False),
        (meanwhile, late, False),
    ):
        verdict = evaluate(change, FACTS, now)
        page = details(change, verdict, FACTS, now, viewer="ana")
        assert ("recall" in {one for row in offered(page["blocks"]) for one in row}) is offers
        assert _is_taken(change, now) is offers


def _is_taken(change: Change, now: datetime) -> bool:
    try:
        return bool(builders.decided(change, "ana", Verb.WITHDRAW, given=FACTS, now=now).events)
    except Refused:
        return False
