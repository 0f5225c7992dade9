"""Details tell what happens to a change next, or why nothing does."""

from dataclasses import replace
from datetime import timedelta

from chatops.core.change import Change, Status
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.slack.views import rich
from chatops.slack.views.details import details
from tests import builders
from tests.builders import NOW

FACTS = builders.facts()
OPENED = builders.opened(given=FACTS)


def next_line(change: Change, facts: Facts = FACTS, after: timedelta = timedelta(0)) -> str:
    now = NOW + after
    view = details(change, evaluate(change, facts, now), facts, now, viewer="ana")
    lines = (
        rich.spoken(part["elements"], facts.directory)
        for block in view["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_section"
    )
    return next((one for one in lines if one.startswith("Next: ")), "")


def test_who_is_reminded_and_when() -> None:
    asked = " and ".join(one.capitalize() for one in OPENED.asked)
    assert next_line(OPENED) == f"Next: {asked} are reminded 2026-03-02 13:00 UTC."


def test_what_cannot_be_judged_says_that_it_waits_for_that() -> None:
    broken = replace(FACTS, policy=None, problems=("No policy.",))
    assert next_line(OPENED, broken).startswith("Next: nothing. A source cannot be read;")


def test_of_what_is_over_nothing_is_awaited() -> None:
    assert next_line(replace(OPENED, status=Status.CANCELLED, chases=())) == ""
