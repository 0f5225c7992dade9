"""Views as they were last looked at and found good.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/slack/test_golden.py`, and read the
difference.
"""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chatops.core.decision import Verb
from chatops.core.evaluate import evaluate
from chatops.core.events import DecisionMade, RevisionAdded
from chatops.simulator.blocks import check_message, check_view
from chatops.slack.views.blocks import Message
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.home import home
from chatops.slack.views.ids import Target
from chatops.slack.views.reject_modal import reject_form
from chatops.slack.views.replies import help_text, rows
from chatops.slack.views.request_modal import edit_form, request_form
from chatops.slack.views.story import direct_message, thread_line
from tests import builders
from tests.builders import NOW

GOLDEN = Path(__file__).parents[1] / "golden"
FACTS = builders.facts()
LATER = NOW + timedelta(days=30)

PENDING = builders.opened(
    the_commit=builders.commit(),
    link="https://example.com/pull/7",
    degree="generated",
    tool="Claude",
    window_start=NOW + timedelta(hours=1),
    window_end=NOW + timedelta(hours=2),
)
APPROVED = builders.approved_by(builders.opened("dan"), "ana", "ben")
BLOCKED = builders.decided(APPROVED, "cleo", Verb.REJECT, comment="No <!channel> *now*").change
STALE = builders.revised(builders.approved_by(builders.opened(), "ana"), title="Other")


def drawn(change: Any, now: Any = NOW) -> Message:
    return card(change, evaluate(change, FACTS, now), FACTS)


def rejection() -> DecisionMade:
    last = BLOCKED.decisions[-1]
    return DecisionMade(
        key=BLOCKED.key,
        person=last.person,
        verb=last.verb.value,
        revision=last.revision,
        revision_digest=last.revision_digest,
        environment=last.environment,
        policy_digest=last.policy_digest,
        level=last.level,
        surface=last.surface,
        comment=last.comment,
    )


def revision() -> RevisionAdded:
    return RevisionAdded("CR-1", "ben", "slack", 2, "b" * 40, "d" * 64, ("ana", "cleo"))


MESSAGES: dict[str, Callable[[], Message]] = {
    "card_pending": lambda: drawn(PENDING),
    "card_approved": lambda: drawn(APPROVED),
    "card_blocked": lambda: drawn(BLOCKED),
    "card_stale": lambda: drawn(STALE),
    "card_expired": lambda: drawn(PENDING, LATER),
    "line_rejected": lambda: thread_line(rejection(), BLOCKED, FACTS, "line:CR-1:7"),
    "line_revised": lambda: thread_line(revision(), STALE, FACTS, "line:CR-1:8"),
    "direct_rejected": lambda: direct_message(rejection(), BLOCKED, FACTS, "dm:CR-1:9"),
    "help": lambda: help_text("shwo"),
    "list": lambda: rows("Open changes", [(PENDING, evaluate(PENDING, FACTS, NOW))], FACTS, "-"),
}
VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "details": lambda: details(BLOCKED, evaluate(BLOCKED, FACTS, NOW), FACTS, viewer="cleo"),
    "request_form": lambda: request_form(FACTS.registry),
    "edit_form": lambda: edit_form(PENDING, FACTS.registry),
    "reject_form": lambda: reject_form(Target("CR-1", 2)),
    "home": lambda: home([(PENDING, evaluate(PENDING, FACTS, NOW))], [], FACTS),
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
