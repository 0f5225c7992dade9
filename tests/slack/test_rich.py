"""Sentences of our own, with their moments in the reader's time zone."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from chatops.core.evaluate import evaluate
from chatops.core.events import VerdictChanged
from chatops.slack.views import rich
from chatops.slack.views.card import card
from chatops.slack.views.details import details
from chatops.slack.views.story import thread_line
from tests.builders import NOW, directory
from tests.slack.stage import texts as shown
from tests.slack.strategies import texts, values
from tests.slack.test_golden import BROKEN, FACTS, FROZEN


def dates(sentence: str) -> list[datetime]:
    found = (one for one in rich.sentence(sentence) if one["type"] == "date")
    return [datetime.fromtimestamp(one["timestamp"], UTC) for one in found]


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year to minute


SENTENCES: list[tuple[str, list[datetime]]] = [
    ("Nothing may go now.", []),
    ("It may go once until 2026-11-21 18:11 UTC.", [at(2026, 11, 21, 18, 11)]),
    ("reset: until 2026-05-30 00:00 Europe/Berlin, 3 days left.", [at(2026, 5, 29, 22, 0)]),
    (
        "Nothing may go from 2026-12-18 18:00 until 2027-01-04 06:00 Europe/Berlin. Why not",
        [at(2026, 12, 18, 17, 0), at(2027, 1, 4, 5, 0)],
    ),
    ("2026-03-02 09:00 UTC to 2026-03-02 10:00 UTC", [at(2026, 3, 2, 9), at(2026, 3, 2, 10)]),
    ("frozen until 2026-10-25 02:30 Europe/Berlin.", [at(2026, 10, 25, 1, 30)]),  # the later one
    ("until 2026-99-99 10:00 UTC or 2026-01-01 10:00 Europe/Nowhere or America/Argentina", []),
    ("until 2026-01-01 10:00 America/Argentina", []),
    ("until 1066-10-14 09:00 UTC, and 9999-01-01 00:00 UTC", []),
]


@pytest.mark.parametrize(("sentence", "moments"), SENTENCES)
def test_moments_become_dates_and_what_is_heard_stays(
    sentence: str, moments: list[datetime]
) -> None:
    assert dates(sentence) == moments
    assert rich.spoken(rich.sentence(sentence), directory()) == sentence


def test_no_moment_of_a_verdict_is_shown_in_a_zone_of_ours() -> None:
    broken = (BROKEN.change, evaluate(BROKEN.change, FACTS, NOW))
    frozen = (FROZEN, evaluate(FROZEN, FACTS, NOW))
    event = VerdictChanged("CR-1", "pending", "overridden", broken[1].sentence, "", "")
    views = [thread_line(event, BROKEN.change, FACTS, "line:CR-1:1").blocks]
    for change, verdict in (broken, frozen):
        views += [card(change, verdict, FACTS, NOW).blocks]
        views += [details(change, verdict, FACTS, NOW, viewer="ana")["blocks"]]
    for blocks in views:
        assert not re.search(r" UTC(?!>)", shown(blocks))  # only in what a date token falls back on
        assert any(one == "date" for one in values(blocks, "type"))


@given(texts)
def test_any_other_text_stays_as_it_is(content: str) -> None:
    elements = rich.sentence(content, bold=True)
    assert "".join(one["text"] for one in elements) == content
    expected: Any = [rich.bold(content)] if content else []
    assert list(elements) == expected


def test_a_moment_that_slack_shows_no_date_of_is_text() -> None:
    for year in (1960, 5200):
        when = datetime(year, 1, 1, tzinfo=UTC)
        assert rich.moment(when) == rich.text(f"{year}-01-01 00:00 UTC")
