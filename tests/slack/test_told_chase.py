"""What time does, in plain sentences: reminders, escalation, the last call, weekly digests."""

from dataclasses import replace

import pytest

from chatops.core.events import Event
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded, ScheduleMoved
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.slack.views.story import thread_line
from chatops.slack.views.told_chase import teams_of
from tests import builders
from tests.slack.test_golden import compare

TEAMS = (replace(builders.TEAMS[0], manager="eve"), builders.TEAMS[1])
FACTS = builders.facts(the_directory=builders.directory(builders.PEOPLE, TEAMS))
CHANGE = builders.opened(given=FACTS)
LATER = "2026-03-03T09:00:00+00:00"
WHEN = "<!date^1772528400^{date_short_pretty} at {time}|2026-03-03 09:00 UTC>"

TIMELY: list[tuple[Event, str]] = [
    (
        Reminded("CR-1", 1, ("ana", "cleo"), last=False, expires_at=LATER),
        "Reminded Ana and Cleo: CR-1 waits for their sign-offs.",
    ),
    (
        Reminded("CR-1", 1, ("ana",), last=False, expires_at=LATER),
        "Reminded Ana: CR-1 waits for their sign-off.",
    ),
    (
        Reminded("CR-1", 1, ("ben", "ana"), last=True, expires_at=LATER),
        f"⏰ Last call: CR-1 expires {WHEN}; Ben and Ana are told.",
    ),
    (
        Reminded("CR-1", 1, ("ben",), last=True, expires_at=LATER),
        f"⏰ Last call: CR-1 expires {WHEN}; Ben is told.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "others", ("cleo",)),
        "No answer from Ana about CR-1, so Cleo is asked as well.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "others", ("cleo", "dan")),
        "No answer from Ana about CR-1, so Cleo and Dan are asked as well.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "others", ()),
        "No answer from Ana about CR-1, and there is nobody else to ask.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "manager", ("eve",)),
        "No answer from Ana about CR-1, so Eve, who manages Payments, was told.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "director", ("max",)),
        "No answer from Ana about CR-1, so Max, who directs Payments, was told.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "director", ("max", "eve")),
        "No answer from Ana about CR-1, so Max and Eve were told.",
    ),
    (
        Escalated("CR-1", 1, ("ana", "dan"), "manager", ("eve",)),
        "No answer from Ana and Dan about CR-1, so Eve, who manages Payments, was told.",
    ),
    (
        Escalated("CR-1", 1, (), "manager", ("eve",)),
        "Nobody can be asked to sign CR-1, so Eve, who manages Payments, was told.",
    ),
    (
        Escalated("CR-1", 1, ("ana",), "manager", ("gone",)),
        "No answer from Ana about CR-1, so gone was told.",
    ),
    (
        ScheduleMoved("CR-1", "ana", LATER, "Ana is away."),
        f"The next reminder of Ana about CR-1 moved to {WHEN}: Ana is away.",
    ),
    (
        ScheduleMoved("CR-1", "ana", "", "Ana handed it over"),
        "Ana gets no further reminder of CR-1: Ana handed it over.",
    ),
    (
        ScheduleMoved("CR-1", "", LATER, "a new revision expires later"),
        f"What CR-1 is due moved to {WHEN}: a new revision expires later.",
    ),
    (
        ScheduleMoved("CR-1", "", "", "it is over"),
        "There is no further reminder of CR-1: it is over.",
    ),
    (
        ObligationReminded("CR-1", 1, "review", ("ana", "cleo"), LATER),
        (
            "Reminded Ana and Cleo: the follow-up review of CR-1's break-glass is still open, "
            f"due {WHEN}."
        ),
    ),
    (
        ObligationReminded("CR-1", 1, "condition", ("ben",), LATER),
        f"Reminded Ben: a condition of CR-1 is still open, due {WHEN}.",
    ),
    (
        DigestSent("max", "2026-W10", 1, "d" * 64, ""),
        "The audit digest of Max for week 2026-W10 was sent.",
    ),
    (
        DigestSent("max", "2026-W10", 2, "d" * 64, "eve"),
        "Eve sent version 2 of the audit digest of Max for week 2026-W10, corrected.",
    ),
    (
        DigestAttested("max", "2026-W10", 2, "d" * 64, "entries 7, heads …", "Two odd ones."),
        (
            "Max has audited week 2026-W10, as version 2 of its digest (dddddddddddd) tells it. "
            "“Two odd ones.”"
        ),
    ),
    (
        AttestationReminded("max", "2026-W10", 1),
        "The audit digest for week 2026-W10 waits for Max's attestation.",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), TIMELY, ids=lambda one: getattr(one, "TAG", ""))
def test_the_sentence_of_an_event(event: Event, sentence: str) -> None:
    assert thread_line(event, CHANGE, FACTS, "line:CR-1:1").text == sentence


@pytest.mark.parametrize(("name", "number"), [("line_last_call", 2), ("line_escalated", 7)])
def test_drawn_as_it_was_found_good(name: str, number: int) -> None:
    message = thread_line(TIMELY[number][0], CHANGE, FACTS, "line:CR-1:1")
    compare(name, {"text": message.text, "blocks": message.blocks})


def test_moments_are_dates_that_each_reader_sees_in_their_own_time() -> None:
    for event in (TIMELY[2][0], TIMELY[13][0], TIMELY[17][0]):
        line = thread_line(event, CHANGE, FACTS, "line:CR-1:1")
        kinds = [one["type"] for one in line.blocks[0]["elements"][0]["elements"]]
        assert kinds == ["text", "date", "text"]


def test_only_the_teams_of_the_change_are_named() -> None:
    assert teams_of(CHANGE, "max", FACTS) == ("Payments",)
    assert teams_of(CHANGE, "ana", FACTS) == ()
