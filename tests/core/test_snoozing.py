"""Snoozing: who may, until when, and when it ends by itself."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chatops.core.change import Change
from chatops.core.events_talk import Snoozed
from chatops.core.refused import Refused
from chatops.core.snoozing import MOST, Sleep, sleep, snoozed
from tests import builders as make
from tests.builders import NOW

HOUR = timedelta(hours=1)


def slept(change: Change, who: str = "ana", until: datetime = NOW + HOUR) -> Change:
    return sleep(change, Sleep("CR-1", who, until), make.facts(), NOW).change


def test_it_holds_until_the_moment_that_was_chosen() -> None:
    outcome = sleep(make.opened(), Sleep("CR-1", "ana", NOW + HOUR), make.facts(), NOW)
    change = outcome.change
    assert outcome.events[0] == Snoozed("CR-1", "ana", (NOW + HOUR).isoformat())
    assert [one.TAG for one in outcome.events[1:]] == ["schedule:moved"]
    assert snoozed(change, "ana", NOW) == NOW + HOUR
    assert snoozed(change, "ana", NOW + HOUR - timedelta(microseconds=1)) == NOW + HOUR
    assert snoozed(change, "ana", NOW + HOUR) is None
    assert snoozed(change, "cleo", NOW) is None


def test_the_last_word_of_each_person_holds() -> None:
    change = slept(slept(slept(make.opened()), "cleo"), "ana", NOW + 2 * HOUR)
    assert snoozed(change, "ana", NOW) == NOW + 2 * HOUR
    assert snoozed(change, "cleo", NOW) == NOW + HOUR
    assert snoozed(slept(change), "ana", NOW + HOUR) is None


def test_a_new_revision_wakes_everybody() -> None:
    change = make.revised(slept(make.opened()), title="Another")
    assert snoozed(change, "ana", NOW) is None
    assert snoozed(slept(change), "ana", NOW) == NOW + HOUR


@pytest.mark.parametrize(
    "until",
    [
        NOW,
        NOW - HOUR,
        (NOW + HOUR).replace(tzinfo=None),
        NOW + timedelta(days=14, microseconds=1),
    ],
)
def test_the_moment_is_to_come_and_near(until: datetime) -> None:
    with pytest.raises(Refused) as error:
        slept(replace(make.opened(), expires_at=NOW + timedelta(days=30)), until=until)
    assert (error.value.code, error.value.field) == ("invalid_input", "until")


def test_it_is_fourteen_days_and_never_beyond_the_end() -> None:
    longer = replace(make.opened(), expires_at=NOW + timedelta(days=30))
    assert slept(longer, until=NOW + timedelta(days=14)).snoozes
    change = make.opened()
    assert slept(change, until=change.expires_at).snoozes
    with pytest.raises(Refused) as error:
        slept(change, until=change.expires_at + timedelta(microseconds=1))
    assert error.value.sentence == (
        "CR-1 expires at 2026-03-09 09:00 UTC. Choose an earlier moment."
    )


@pytest.mark.parametrize("who", ["eve", "ben"])
def test_who_may_not_decide_has_nothing_to_put_off(who: str) -> None:
    with pytest.raises(Refused) as error:
        slept(make.opened(), who)
    assert error.value.code == "not_an_approver"


def test_there_is_a_limit() -> None:
    change = slept(make.opened())
    full = replace(change, snoozes=change.snoozes * MOST)
    with pytest.raises(Refused) as error:
        slept(full)
    assert error.value.code == "too_many"


def test_a_change_that_is_over_is_not_put_off() -> None:
    change = make.opened()
    with pytest.raises(Refused) as error:
        sleep(change, Sleep("CR-1", "ana", NOW + HOUR), make.facts(), change.expires_at)
    assert error.value.code == "expired"
