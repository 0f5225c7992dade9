"""Nudging: who may remind whom, and how often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.events_talk import Nudged
from chatops.core.facts import Facts
from chatops.core.nudging import Remind, can_remind, may_remind, next_nudge, remind
from chatops.core.outcome import Outcome
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.core.snoozing import Sleep, sleep
from tests import builders as make
from tests.builders import NOW

HOUR = timedelta(hours=1)


def reminded(
    change: Change, who: str = "ben", *, given: Facts | None = None, now: datetime = NOW
) -> Outcome:
    return remind(change, Remind("CR-1", who), given or make.facts(), now)


def snoozed_by(change: Change, *people: str) -> Change:
    for who in people:
        change = sleep(change, Sleep("CR-1", who, NOW + 2 * HOUR), make.facts(), NOW).change
    return change


def test_those_who_are_asked_are_reminded() -> None:
    outcome = reminded(make.approved_by(make.opened(), "cleo"))
    assert outcome.events[0] == Nudged("CR-1", "ben", ("ana",))
    assert [one.TAG for one in outcome.events[1:]] == ["schedule:moved"]
    (nudge,) = outcome.change.nudges
    assert (nudge.number, nudge.by, nudge.people, nudge.at) == (1, "ben", ("ana",), NOW)


def test_whoever_is_asked_now_is_reminded_not_who_was() -> None:
    given = make.facts(standings={"cleo": Standing.DEACTIVATED})
    change = make.opened()
    assert change.asked == ("ana", "cleo")
    assert reminded(change, given=given).change.nudges[0].people == ("ana", "dan")


def test_once_an_hour_is_enough() -> None:
    change = reminded(make.opened(), now=NOW + timedelta(seconds=20)).change
    ready = NOW + HOUR + timedelta(seconds=20)
    with pytest.raises(Refused) as error:
        reminded(change, now=ready - timedelta(microseconds=1))
    assert (error.value.code, error.value.sentence) == (
        "too_soon",
        "They were reminded at 09:00 UTC. Once an hour is enough: again from 10:01 UTC on.",
    )
    assert next_nudge(change, ready - timedelta(microseconds=1)) == NOW + timedelta(minutes=61)
    assert next_nudge(change, ready) is None
    assert [one.number for one in reminded(change, now=ready).change.nudges] == [1, 2]


def test_the_hour_is_of_the_change_whoever_reminds() -> None:
    change = make.opened("dan", the_commit=make.commit(author="ben"))
    change = reminded(change, "dan").change
    with pytest.raises(Refused) as error:
        reminded(change, "ben")
    assert error.value.code == "too_soon"


def test_it_is_offered_where_it_would_reach_somebody_only() -> None:
    change, given = make.opened(), make.facts()
    nudged = reminded(change).change
    for one, who, now, offered in (
        (change, "ben", NOW, True),
        (change, "ana", NOW, False),
        (nudged, "ben", NOW + HOUR - timedelta(microseconds=1), False),
        (nudged, "ben", NOW + HOUR, True),
        (snoozed_by(change, "ana"), "ben", NOW, True),
        (snoozed_by(change, "ana", "cleo"), "ben", NOW, False),
        (make.approved_by(change, "ana", "cleo"), "ben", NOW, False),
    ):
        assert can_remind(one, who, given, now) is offered
        assert _is_taken(one, who, now) is offered


def _is_taken(change: Change, who: str, now: datetime) -> bool:
    try:
        return bool(reminded(change, who, now=now).events)
    except Refused:
        return False


def test_before_the_first_there_is_nothing_to_wait_for() -> None:
    assert next_nudge(make.opened(), NOW) is None


def test_who_snoozed_it_is_left_in_peace() -> None:
    change = snoozed_by(make.opened(), "cleo")
    assert reminded(change).change.nudges[0].people == ("ana",)


def test_for_who_is_away_somebody_else_is_reminded() -> None:
    given = replace(make.facts(), absences=make.absence("cleo"))
    assert reminded(make.opened(), given=given).change.nudges[0].people == ("ana", "dan")


def test_where_nobody_is_left_it_says_why() -> None:
    with pytest.raises(Refused) as error:
        reminded(snoozed_by(make.opened(), "ana", "cleo"))
    assert error.value.code == "nobody_to_nudge"
    assert error.value.sentence == (
        "Everybody who is asked wants to hear of it later: "
        "Ana at 2026-03-02 11:00 UTC; Cleo at 2026-03-02 11:00 UTC."
    )


APPROVED = "Approved: revision 1 has every sign-off and document it needs."
CASES: dict[str, tuple[Callable[[], Change], str]] = {
    "approved": (lambda: make.approved_by(make.opened(), "ana", "cleo"), APPROVED),
    "blocked": (
        lambda: make.decided(make.opened(), "ana", Verb.REJECT).change,
        "Blocked by a rejection.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_only_what_waits_for_sign_offs_is_reminded_of(case: str) -> None:
    make_change, sentence = CASES[case]
    with pytest.raises(Refused) as error:
        reminded(make_change())
    assert (error.value.code, error.value.sentence) == (
        "nobody_to_nudge",
        f"CR-1 waits for nobody's sign-off. {sentence}",
    )


@pytest.mark.parametrize("who", ["ana", "eve", "max"])
def test_only_who_made_it_reminds(who: str) -> None:
    with pytest.raises(Refused) as error:
        reminded(make.opened(), who)
    assert (error.value.code, error.value.sentence) == (
        "not_allowed",
        "Only who made CR-1 can remind: Ben.",
    )


def test_a_contributor_of_the_present_revision_reminds_too() -> None:
    change = make.opened("dan", the_commit=make.commit(author="ben"))
    assert reminded(change, "ben").change.nudges[0].by == "ben"
    later = make.revised(change, "dan", commit=make.OTHER_SHA)
    may = [one.id for one in make.PEOPLE if may_remind(later, one.id, make.facts())]
    assert may == ["dan"]


def test_nobody_is_reminded_of_what_is_over() -> None:
    change = make.opened()
    with pytest.raises(Refused) as error:
        reminded(change, now=change.expires_at)
    assert error.value.code == "expired"
