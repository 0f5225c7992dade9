"""What a reminder shows is what waits when it is sent, however late that is; over a real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.policy import SignOffs
from chatops.core.reminder import ReminderContent, Why, overdue
from chatops.core.snoozing import Sleep
from chatops.usecases.chase import chase
from chatops.usecases.open_details import open_details
from chatops.usecases.reminder import DUE, REST, reminder
from chatops.usecases.snooze import snooze
from tests import builders as make
from tests.usecases.stage import Stage, glass_facts, stage


@pytest.fixture
def house(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        yield made


def sends(house: Stage, who: str, *due: tuple[str, str]) -> ReminderContent | None:
    return reminder(house.house, who, due)


def asked(house: Stage, key: str) -> str:
    """Return the first who is asked."""
    return house.change(key).asked[0]


def keys(content: ReminderContent | None) -> tuple[str, ...]:
    assert content is not None
    return tuple(one.change.key for one in content.due)


def test_what_is_due_comes_first_then_what_else_waits(house: Stage) -> None:
    everything = [house.opens("dan") for _ in range(3)]
    who = asked(house, everything[0])
    first, second = (key for key in everything if who in house.change(key).asked)
    content = sends(house, who, (second, "sign-off"))
    assert keys(content) == (second,)
    assert content is not None
    assert [one.change.key for one in content.rest] == [first]
    assert (content.due_count, content.rest_count, content.asking) == (1, 1, 2)


def test_what_was_signed_cancelled_or_snoozed_meanwhile_is_not_shown(house: Stage) -> None:
    key, other = house.opens("dan"), house.opens("dan")
    who = asked(house, key)
    house.says(key, who)
    assert sends(house, who, (key, "sign-off")) is None
    assert keys(sends(house, who, (key, "sign-off"), (other, "sign-off"))) == (other,)
    snooze(house.house, Sleep(other, who, house.now + timedelta(hours=3)))
    assert sends(house, who, (other, "sign-off"), (other, "last-call")) is None
    house.passes(hours=3)
    assert keys(sends(house, who, (other, "sign-off"))) == (other,)


def test_who_left_and_who_is_unknown_hear_nothing(house: Stage) -> None:
    key = house.opens("dan")
    who = asked(house, key)
    people = tuple(replace(one, active=one.id != who) for one in make.PEOPLE)
    house.facts = replace(house.facts, directory=make.directory(people))
    assert sends(house, who, (key, "sign-off")) is None
    assert sends(house, "stranger", (key, "last-call")) is None


def test_a_change_that_is_due_for_several_reasons_is_shown_once_for_the_first(
    house: Stage,
) -> None:
    key = house.opens("dan")
    content = sends(house, asked(house, key), (key, "sign-off"), (key, "last-call"))
    assert content is not None
    assert [one.why for one in content.due] == [Why.LAST_CALL]
    assert sends(house, "dan", (key, "sign-off")) is None
    mine = sends(house, "dan", (key, "last-call"), (key, "nonsense"), ("CR-99", "sign-off"))
    assert mine is not None
    assert (mine.asking, mine.ending, mine.carried) == (0, 1, 0)


def test_emergencies_come_first_and_make_it_urgent(house: Stage) -> None:
    calm, urgent = house.opens("dan"), house.opens("dan", kind="emergency")
    who = asked(house, calm)
    content = sends(house, who, (calm, "sign-off"), (urgent, "sign-off"))
    assert keys(content) == (urgent, calm)
    assert content is not None
    assert content.is_urgent
    alone = sends(house, who, (calm, "sign-off"))
    assert alone is not None
    assert not alone.is_urgent


def test_whether_details_were_opened_is_known(house: Stage) -> None:
    key = house.opens("dan")
    who = asked(house, key)
    before = sends(house, who, (key, "sign-off"))
    open_details(house.house, house.change(key), who)
    after = sends(house, who, (key, "sign-off"))
    assert before is not None
    assert after is not None
    assert [one.has_read for one in (*before.due, *after.due)] == [False, True]


def test_debts_are_shown_to_who_can_pay_them_until_they_are_paid(house: Stage) -> None:
    house.facts = glass_facts()
    key = house.opens("dan")
    house.breaks(key, "cleo")
    content = sends(house, "ana", (key, "obligation"))
    assert content is not None
    assert [(one.owed.number, one.payable) for one in content.owed] == [(1, True)]
    assert (content.owed_count, content.due) == (1, ())
    assert sends(house, "cleo", (key, "obligation")) is None  # who broke it reviews nothing
    assert sends(house, "max", (key, "manager")) is None  # it was not carried so high


def test_what_is_shown_is_bounded_and_the_rest_is_counted(house: Stage) -> None:
    opened = [house.opens("dan") for _ in range(DUE + REST + 4)]
    who = asked(house, opened[0])
    mine = [key for key in opened if who in house.change(key).asked]
    due = [(key, "sign-off") for key in mine[: DUE + 2]]
    content = sends(house, who, *due)
    assert content is not None
    assert (len(content.due), content.due_count) == (min(DUE, len(due)), len(due))
    assert len(content.rest) == min(REST, len(mine) - len(due))
    assert content.asking == len(mine)


def test_emergencies_and_last_calls_are_found_among_any_number(house: Stage) -> None:
    """They came last, and all is counted."""
    calm = [house.opens("dan", title=f"Number {number}") for number in range(60)]
    called, urgent = house.opens("dan"), house.opens("dan", kind="emergency")
    who = asked(house, urgent)
    mine = [key for key in calm if who in house.change(key).asked]
    content = sends(house, who, *((key, "sign-off") for key in (*calm, called, urgent)))
    assert content is not None
    assert (keys(content)[0], content.is_urgent) == (urgent, True)
    assert content.due_count == len(mine) + 1 + (who in house.change(called).asked)
    content = sends(house, "dan", *((key, "last-call") for key in (*calm, called)))
    assert content is not None
    assert (content.ending, content.due_count, len(content.due)) == (61, 61, DUE)


def test_all_that_was_carried_to_a_superior_is_counted(house: Stage) -> None:
    carried = [house.opens("dan", title=f"Number {number}") for number in range(60)]
    house.passes(days=4)
    chase(house.house)
    content = sends(house, "max", *((key, "director") for key in carried))
    assert content is not None
    assert (content.carried, content.due_count, content.is_carried) == (60, 60, True)


def test_what_is_late_is_shown_to_superiors_until_it_is_paid(house: Stage) -> None:
    house.facts = glass_facts()
    key = house.opens("dan")
    house.breaks(key, "cleo")
    assert sends(house, "max", (key, "overdue")) is None
    house.passes(days=1)
    content = sends(house, "max", (key, "overdue"))
    assert content is not None
    assert [(one.owed.number, one.payable) for one in content.owed] == [(1, False)]
    assert content.is_carried
    both = sends(house, "ana", (key, "overdue"), (key, "obligation"))
    assert both is not None
    assert [one.payable for one in both.owed] == [True]
    assert not both.is_carried
    change = house.change(key)
    late = replace(change.obligations[0], due_at=house.now + timedelta(seconds=1))
    assert overdue(replace(change, obligations=(late,)), house.now) == ()


def test_who_snoozed_it_and_could_still_sign_sees_it(house: Stage) -> None:
    anyone = make.rule(SignOffs("seniors", 1, ("anyone",), min_level="senior"))
    house.facts = replace(house.facts, policy=make.policy(anyone))
    key = house.opens("dan")
    assert "eve" not in house.change(key).asked
    content = sends(house, "eve", (key, "snoozed"))
    assert content is not None
    assert [(one.why, one.is_asked) for one in content.due] == [(Why.SNOOZED, True)]
    assert sends(house, "dan", (key, "snoozed")) is None  # whose own it is
    house.says(key, "eve")
    assert sends(house, "eve", (key, "snoozed")) is None


def test_a_rejected_change_waits_for_nobody(house: Stage) -> None:
    key = house.opens("dan")
    who = asked(house, key)
    other = next(one for one in ("ana", "ben", "cleo") if one != who)
    house.says(key, other, Verb.REJECT)
    assert sends(house, who, (key, "sign-off")) is None
