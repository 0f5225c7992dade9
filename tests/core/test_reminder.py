"""What still waits for whom, and why, when a reminder is drawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.change import Change, Status
from chatops.core.chase import Chase, Chased, Rung
from chatops.core.decision import Verb
from chatops.core.reminder import (
    ReminderContent,
    Silent,
    Waiting,
    Why,
    asked_since,
    owed_above,
    waiting,
)
from tests import builders
from tests.builders import NOW

FACTS = builders.facts(the_policy=builders.glass_policy())
OPENED = builders.opened(given=FACTS)  # asks Ana and Cleo
LATER = NOW + timedelta(hours=5)


def chase(person: str, **fields: object) -> Chase:
    made = Chase(1, Chased.SIGN_OFF, person, 1, 0, NOW + timedelta(hours=1))
    return replace(made, **fields)  # type: ignore[arg-type]  # fields of a chase


def chased(*chases: Chase, change: Change = OPENED) -> Change:
    return replace(change, chases=chases)


def found(change: Change, why: Why, person: str) -> Waiting | None:
    return waiting(change, builders.judged(change, FACTS), why, person, LATER)


def test_a_sign_off_waits_while_it_is_asked_since_it_was() -> None:
    one = found(chased(chase("ana")), Why.SIGN_OFF, "ana")
    assert one is not None
    assert (one.why, one.since, one.is_asked) == (Why.SIGN_OFF, NOW + timedelta(hours=1), True)
    assert found(OPENED, Why.SIGN_OFF, "dan") is None


@pytest.mark.parametrize(
    "change",
    [
        builders.approved_by(OPENED, "ana", "cleo", given=FACTS),
        builders.decided(OPENED, "cleo", Verb.REJECT, given=FACTS).change,
        replace(OPENED, status=Status.CANCELLED),
        replace(OPENED, expires_at=LATER),
    ],
    ids=["approved", "rejected", "cancelled", "expired"],
)
@pytest.mark.parametrize("why", [Why.SIGN_OFF, Why.LAST_CALL, Why.MANAGER])
def test_what_is_over_or_signed_waits_for_nobody(change: Change, why: Why) -> None:
    asked = replace(change, asked=("ana", "cleo"), chases=(chase("ana", rung=Rung.DIRECTOR),))
    assert found(asked, why, "ana") is None


def test_who_is_asked_in_place_of_the_silent_hears_of_whom() -> None:
    change = chased(chase("ana", instead_of="ben"))
    for why in (Why.OTHERS, Why.SIGN_OFF):
        one = found(change, why, "ana")
        assert one is not None
        assert (one.why, one.silent) == (Why.OTHERS, (Silent("ben", None),))


@pytest.mark.parametrize(
    ("rung", "why", "carried"),
    [
        (Rung.OTHERS, Why.MANAGER, False),
        (Rung.MANAGER, Why.MANAGER, True),
        (Rung.MANAGER, Why.DIRECTOR, False),
        (Rung.DIRECTOR, Why.DIRECTOR, True),
        (Rung.DIRECTOR, Why.MANAGER, True),
    ],
)
def test_a_superior_hears_of_whom_it_waits_for_and_since_when(
    rung: Rung, why: Why, *, carried: bool
) -> None:
    change = chased(chase("ana", rung=rung), chase("cleo", number=2))
    one = found(change, why, "max")
    assert (one is not None) is carried
    if one:
        assert one.silent == (Silent("ana", NOW + timedelta(hours=1)),)
        assert (one.since, one.is_asked, one.is_carried) == (
            NOW + timedelta(hours=1),
            False,
            True,
        )


@pytest.mark.parametrize(
    "fields",
    [{"over": True}, {"revision": 2}, {"what": Chased.END}, {"person": "dan"}],
    ids=["over", "another revision", "another matter", "asked no more"],
)
def test_only_who_is_silent_now_is_told_of(fields: dict[str, object]) -> None:
    one = replace(chase("ana", rung=Rung.MANAGER), **fields)  # type: ignore[arg-type]
    assert found(chased(one), Why.MANAGER, "max") is None


def test_the_last_call_is_for_who_is_asked_and_who_requested() -> None:
    for person, asked in (("ana", True), ("ben", False)):
        one = found(OPENED, Why.LAST_CALL, person)
        assert one is not None
        assert (one.why, one.is_asked, one.is_carried) == (Why.LAST_CALL, asked, False)
    assert found(OPENED, Why.LAST_CALL, "dan") is None


def test_without_a_chase_it_waits_since_the_revision_came() -> None:
    revised = builders.revised(OPENED, given=FACTS, now=NOW + timedelta(hours=2), title="Other")
    bare = replace(revised, chases=())
    assert asked_since(bare, "ana") == revised.present.submitted_at


MINUTES = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({}, 0),
        ({"reminded_at": LATER - 59 * MINUTES}, 1),
        ({"reminded_at": LATER}, 60),
        ({"reminded_at": LATER - 60 * MINUTES}, 0),
        ({"reminded_at": LATER - 99 * MINUTES}, 0),
        ({"reminded_at": LATER, "is_carried": True}, 0),
        ({"reminded_at": LATER, "ends_at": LATER + 119 * MINUTES}, 0),
        ({"reminded_at": LATER, "ends_at": LATER + 120 * MINUTES}, 60),
    ],
)
def test_after_a_reminder_a_person_has_an_hour_of_peace(
    fields: dict[str, object], minutes: int
) -> None:
    one = found(OPENED, Why.SIGN_OFF, "ana")
    assert one is not None
    content = ReminderContent("ana", FACTS, LATER, (one,), 1, **fields)  # type: ignore[arg-type]
    assert content.rests_until() == LATER + minutes * MINUTES
    emergency = found(builders.opened(given=FACTS, kind="emergency"), Why.SIGN_OFF, "ana")
    assert emergency is not None
    assert replace(content, due=(emergency, one)).rests_until() == LATER


def test_who_snoozed_it_is_asked_by_their_own_wish() -> None:
    one = found(OPENED, Why.SNOOZED, "dan")
    assert one is not None
    assert one.is_asked


def test_only_an_emergency_is_urgent() -> None:
    urgent = builders.opened(given=FACTS, kind="emergency")
    for change, expected in ((OPENED, False), (urgent, True)):
        one = found(change, Why.SIGN_OFF, change.asked[0])
        assert one is not None
        assert one.is_urgent is expected


def test_debts_that_were_carried_higher_are_shown_to_superiors() -> None:
    broken = builders.broken(OPENED, given=FACTS).change
    number = broken.obligations[0].number
    carried = chase("", what=Chased.OBLIGATION, obligation=number, rung=Rung.MANAGER)
    change = replace(broken, chases=(carried,))
    (due,) = owed_above(change, Why.MANAGER)
    assert (due.owed.number, due.payable) == (number, False)
    assert owed_above(change, Why.DIRECTOR) == ()
    assert owed_above(replace(broken, chases=(replace(carried, over=True),)), Why.MANAGER) == ()
