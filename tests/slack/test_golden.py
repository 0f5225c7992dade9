"""Views as they were last looked at and found good.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/slack/test_golden.py`, and read the
difference.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chatops.core.cancelling import Cancel, cancel
from chatops.core.change import Change
from chatops.core.decide import Decide, decide, made
from chatops.core.decision import Verb
from chatops.core.deployment import Deployment, DeploymentOutcome
from chatops.core.evaluate import evaluate
from chatops.core.events import ChangeOpened, Event, PolicyAdopted, RevisionAdded
from chatops.core.events_talk import Nudged, QuestionAnswered, QuestionAsked
from chatops.core.incident import Incident
from chatops.core.page import Page
from chatops.core.preview import preview
from chatops.core.question import Question
from chatops.core.window import Span
from chatops.simulator.blocks import check_message, check_view
from chatops.slack.views.blocks import Message
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.forms import (
    approve_form,
    break_form,
    cancel_form,
    lift_form,
    pay_form,
    recall_form,
    reject_form,
)
from chatops.slack.views.ids import Target
from chatops.slack.views.preview import needed
from chatops.slack.views.replies import help_text
from chatops.slack.views.request_modal import BLANK, Back, edit_form, request_form
from chatops.slack.views.rows import listing
from chatops.slack.views.story import channel_line, direct_message, still_approved, thread_line
from chatops.slack.views.talk_forms import answer_form, ask_form, hand_over_form, snooze_form
from chatops.slack.views.undone import undo_modal, undo_note, undone_note
from tests import builders
from tests.builders import NOW

GOLDEN = Path(__file__).parents[1] / "golden"
RESET = builders.window(
    "90-day safety reset",
    span=Span.RESET,
    lasts=timedelta(days=90),
    zone="Europe/Berlin",
    systems=("ledger",),
)
FREEZE = builders.window("year end", lasts=timedelta(days=2), refuses=True, systems=("login",))
RULES = builders.glass_policy(windows=(RESET, FREEZE))
FACTS = builders.facts(the_policy=RULES)
LATER = NOW + timedelta(days=30)
TYPED = builders.draft(degree="generated", tool="Claude", link="https://example.com/pull/7")


def reported(number: int, outcome: DeploymentOutcome) -> Deployment:
    return Deployment(number, "checkout", "production", 1, outcome, "ci/shop", NOW, passed=True)


PENDING = builders.opened(
    the_commit=builders.commit(),
    given=FACTS,
    link="https://example.com/pull/7",
    degree="generated",
    tool="Claude",
    labels=("customer-facing", "database"),
    window_start=NOW + timedelta(hours=1),
    window_end=NOW + timedelta(hours=2),
)
SEVERAL = builders.checked(
    builders.checked(
        builders.opened(given=FACTS, systems=("checkout", "ledger"), kind="emergency"),
        given=FACTS,
        link="https://example.com/runs/1",
    ),
    "sast",
    "failed",
    given=FACTS,
    summary="2 new findings",
)
APPROVED = builders.approved_by(builders.opened("dan", given=FACTS), "ana", "ben", given=FACTS)
BLOCKED = builders.decided(
    APPROVED, "cleo", Verb.REJECT, comment="No <!channel> *now*", given=FACTS
).change
STALE = builders.revised(
    builders.approved_by(builders.opened(given=FACTS), "ana", given=FACTS),
    given=FACTS,
    rollback_plan="Set CHECKOUT_RETRIES=1 and restart.",
    commit=builders.OTHER_SHA,
)
FROZEN = builders.opened("eve", system="login", given=FACTS)
BROKEN = builders.broken(PENDING, given=FACTS)
CONDITIONAL = decide(
    builders.opened(given=FACTS),
    Decide(
        "CR-1",
        "ana",
        Verb.APPROVE,
        1,
        "slack",
        condition="Watch p99 until the evening",
        condition_due=NOW + timedelta(hours=9),
    ),
    FACTS,
    NOW,
)
LONELY = builders.opened("eve", system="login", given=builders.facts())
CANCELLED = cancel(PENDING, Cancel("CR-1", "ben", 1, "slack", "Solved by CR-9."), FACTS, NOW).change
UNDOING = builders.facts(the_policy=replace(RULES, undo_for=timedelta(seconds=30)))
JUST_APPROVED = builders.approved_by(builders.opened(given=UNDOING), "ana", given=UNDOING)
DEPLOYED = replace(APPROVED, deployments=(reported(1, DeploymentOutcome.SUCCEEDED),))
ROLLED_BACK = replace(
    APPROVED,
    deployments=(*DEPLOYED.deployments, reported(2, DeploymentOutcome.ROLLED_BACK)),
)
QUESTIONED = replace(
    PENDING,
    questions=(
        Question(1, "ana", "Are open carts kept?", NOW, "Yes, they are.", "ben", NOW),
        Question(2, "cleo", "What does <!channel> cost?", NOW),
    ),
)
INCIDENTS = (
    Incident(
        "INC-7",
        "checkout",
        "Card payments failed",
        "SEV1",
        NOW - timedelta(days=9),
        NOW - timedelta(days=8),
        "https://example.com/incidents/7",
        "CR-0",
    ),
    Incident("INC-6", "checkout", "Slow search", "", NOW - timedelta(days=70)),
)


def drawn(change: Change, now: datetime = NOW) -> Message:
    return card(change, evaluate(change, FACTS, now), FACTS, now)


def whole(change: Change, viewer: str, history: tuple[Incident, ...] = ()) -> dict[str, Any]:
    verdict = evaluate(change, UNDOING, NOW)
    return details(change, verdict, UNDOING, NOW, viewer=viewer, history=history)


def undo_offered() -> Message:
    note = undo_note(JUST_APPROVED, UNDOING, NOW, person="ana")
    assert note is not None
    return note


WHAT = ("normal", "medium", "none")


def opening() -> ChangeOpened:
    present = PENDING.present
    place = (present.systems, present.environment, present.commit, present.digest)
    return ChangeOpened("CR-1", "ben", "slack", *place, *WHAT, present.documentation.title)


def rejection() -> Event:
    return made(BLOCKED.key, BLOCKED.decisions[-1])


def revision() -> RevisionAdded:
    place = (("checkout",), "production", "b" * 40, "d" * 64)
    return RevisionAdded("CR-1", "ben", "slack", 2, *place, *WHAT, ("ana", "cleo"))


ADOPTED = PolicyAdopted("a" * 64, "b" * 64, "max", "CR-9", "Two people for the ledger too.")

MESSAGES: dict[str, Callable[[], Message]] = {
    "card_pending": lambda: drawn(PENDING),
    "card_several": lambda: drawn(SEVERAL),
    "card_approved": lambda: drawn(APPROVED),
    "card_blocked": lambda: drawn(BLOCKED),
    "card_stale": lambda: drawn(STALE),
    "card_frozen": lambda: drawn(FROZEN),
    "card_overridden": lambda: drawn(BROKEN.change),
    "card_overdue": lambda: drawn(BROKEN.change, NOW + timedelta(hours=25)),
    "card_condition": lambda: drawn(CONDITIONAL.change),
    "card_unreachable": lambda: drawn(LONELY),
    "card_expired": lambda: drawn(PENDING, LATER),
    "line_rejected": lambda: thread_line(rejection(), BLOCKED, FACTS, "line:CR-1:7"),
    "line_revised": lambda: thread_line(revision(), STALE, FACTS, "line:CR-1:8"),
    "line_broken": lambda: channel_line(BROKEN.events[0], BROKEN.change, FACTS, "loud:CR-1:8"),
    "line_adopted": lambda: channel_line(ADOPTED, None, FACTS, "loud::8"),
    "direct_rejected": lambda: direct_message(
        rejection(), BLOCKED, FACTS, "dm:CR-1:9", person="dan"
    ),
    "direct_revised": lambda: direct_message(revision(), STALE, FACTS, "dm:CR-1:9", person="ana"),
    "still_approved": lambda: still_approved(STALE, FACTS, NOW, person="ana"),
    "still_approved_undoable": lambda: still_approved(JUST_APPROVED, UNDOING, NOW, person="ana"),
    "undo_note": undo_offered,
    "undone_note": lambda: undone_note(JUST_APPROVED, "ana"),
    "card_cancelled": lambda: drawn(CANCELLED),
    "card_deployed": lambda: drawn(DEPLOYED),
    "card_rolled_back": lambda: drawn(ROLLED_BACK),
    "card_questioned": lambda: drawn(QUESTIONED),
    "direct_opened": lambda: direct_message(opening(), PENDING, FACTS, "dm:CR-1:9", person="ben"),
    "direct_asked": lambda: direct_message(
        QuestionAsked("CR-1", 2, "cleo", QUESTIONED.questions[1].text),
        QUESTIONED,
        FACTS,
        "dm:CR-1:9",
        person="ben",
    ),
    "direct_answered": lambda: direct_message(
        QuestionAnswered("CR-1", 1, "ben", "ana", "Yes, they are."),
        QUESTIONED,
        FACTS,
        "dm:CR-1:9",
        person="ana",
    ),
    "direct_nudged": lambda: direct_message(
        Nudged("CR-1", "ben", ("ana",)), PENDING, FACTS, "dm:CR-1:9", person="ana"
    ),
    "help": lambda: help_text("shwo"),
    "list": lambda: listing(
        "list", Page(((PENDING, evaluate(PENDING, FACTS, NOW)),), FACTS, 2, 3, 21)
    ),
}
VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "details": lambda: details(BLOCKED, evaluate(BLOCKED, FACTS, NOW), FACTS, NOW, viewer="cleo"),
    "details_overridden": lambda: details(
        BROKEN.change, evaluate(BROKEN.change, FACTS, NOW), FACTS, NOW, viewer="max"
    ),
    "details_stale": lambda: details(STALE, evaluate(STALE, FACTS, NOW), FACTS, NOW, viewer="ana"),
    "request_form": lambda: request_form(FACTS.registry),
    "request_form_back": lambda: request_form(
        FACTS.registry,
        TYPED,
        back=Back(NOW, "request checkout"),
        needed=needed(preview("ben", TYPED, "slack", FACTS, NOW), FACTS.directory),
    ),
    "request_form_of_two": lambda: request_form(
        FACTS.registry, replace(BLANK, systems=("checkout", "ledger"))
    ),
    "edit_form": lambda: edit_form(PENDING, FACTS.registry),
    "edit_form_back": lambda: edit_form(
        PENDING, FACTS.registry, builders.draft(title="Raise it to 5"), back=Back(NOW, "CR-1:1")
    ),
    "reject_form": lambda: reject_form(Target("CR-1", 2)),
    "lift_form": lambda: lift_form(BLOCKED, FACTS),
    "break_form": lambda: break_form(PENDING, FACTS, builders.GLASS),
    "break_form_of_two": lambda: break_form(SEVERAL, FACTS, builders.GLASS),
    "approve_form": lambda: approve_form(Target("CR-1", 2)),
    "recall_form": lambda: recall_form(APPROVED, FACTS),
    "cancel_form": lambda: cancel_form(PENDING, FACTS),
    "ask_form": lambda: ask_form(PENDING, FACTS),
    "answer_form": lambda: answer_form(QUESTIONED, QUESTIONED.questions[1], FACTS),
    "hand_over_form": lambda: hand_over_form(PENDING, ("cleo", "max"), FACTS, NOW),
    "snooze_form": lambda: snooze_form(PENDING, FACTS, ZoneInfo("Europe/Berlin")),
    "details_questioned": lambda: whole(QUESTIONED, "ben", history=INCIDENTS),
    "details_undoable": lambda: whole(JUST_APPROVED, "ana"),
    "details_deployed": lambda: whole(DEPLOYED, "ana"),
    "details_cancelled": lambda: whole(CANCELLED, "ana"),
    "undo_modal": lambda: undo_modal(undo_offered()),
    "review_form": lambda: pay_form(BROKEN.change, BROKEN.change.obligations[0], FACTS),
    "close_form": lambda: pay_form(CONDITIONAL.change, CONDITIONAL.change.obligations[0], FACTS),
}


def compare(name: str, made: Any) -> None:
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert made == json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MESSAGES)
def test_message(name: str) -> None:
    message = MESSAGES[name]()
    assert check_message(message.blocks) is None
    compare(name, {"text": message.text, "blocks": message.blocks})


@pytest.mark.parametrize("name", VIEWS)
def test_view(name: str) -> None:
    view = VIEWS[name]()
    assert check_view(view) is None
    compare(name, view)


def test_every_golden_file_is_still_compared() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} >= {*MESSAGES, *VIEWS}
