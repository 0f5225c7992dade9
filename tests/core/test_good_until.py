"""An approval is good until the first moment at which time alone ends it."""

from datetime import timedelta
from typing import Any

import pytest

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.good_until import good_until
from chatops.core.obligation import Debt
from chatops.core.policy import CheckPassed, PlannedWindow, SignOffs, When
from tests import builders as make
from tests.builders import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OWNERS = make.OWNERS


def given(*lines: Any, **fields: Any) -> Facts:
    rule = make.rule(OWNERS, *lines)
    return make.facts(the_policy=make.policy(rule, **fields))


def approved(facts: Facts, **fields: Any) -> Change:
    change = make.opened(given=facts, **fields)
    return make.approved_by(change, "ana", "cleo", given=facts)


def until(change: Change, facts: Facts) -> timedelta:
    """Return for how long it is good, a day at most."""
    found = good_until(change, facts, NOW, NOW + DAY)
    before, at = found - timedelta(seconds=1), found + timedelta(seconds=1)
    assert evaluate(change, facts, before).met
    assert found == NOW + DAY or not evaluate(change, facts, at).met
    return found - NOW


def test_nothing_ends_it_within_a_day() -> None:
    facts = given()
    assert until(approved(facts), facts) == DAY


@pytest.mark.parametrize(
    ("fields", "hours"),
    [
        ({"expires_after": 5 * HOUR}, 5),
        ({"approvals_expire_after": 6 * HOUR}, 6),
        ({"windows": (make.window(begins=NOW + 7 * HOUR, refuses=True),)}, 7),
        ({"windows": (make.window(begins=NOW + 7 * HOUR, refuses=True, systems=("login",)),)}, 24),
        ({"windows": (make.window(begins=NOW + 7 * HOUR),)}, 24),  # a reset that no rule names
    ],
)
def test_it_ends_with_what_the_policy_says(fields: dict[str, Any], hours: int) -> None:
    facts = given(**fields)
    assert until(approved(facts), facts) == hours * HOUR


def test_it_ends_where_a_reset_asks_for_more() -> None:
    reset = make.window(begins=NOW + 2 * HOUR)
    senior = SignOffs("senior", 3, ("anyone",))
    rules = (make.rule(OWNERS), make.rule(senior, name="more", when=When(during=(reset.name,))))
    facts = make.facts(the_policy=make.policy(*rules, windows=(reset,)))
    assert until(approved(facts), facts) == 2 * HOUR


def test_it_ends_with_its_planned_window() -> None:
    facts = given(PlannedWindow("window"))
    change = approved(facts, window_start=NOW - HOUR, window_end=NOW + 3 * HOUR)
    assert until(change, facts) == 3 * HOUR


def test_it_ends_when_a_check_grows_old() -> None:
    facts = given(CheckPassed("soak", "staging-soak", 4 * HOUR))
    change = make.checked(approved(facts), given=facts)
    assert until(change, facts) == 4 * HOUR


def test_it_ends_when_a_review_of_its_system_is_overdue() -> None:
    plain = given()
    facts = make.facts(the_policy=plain.policy, debts=(Debt("CR-9", "checkout", NOW + 8 * HOUR),))
    assert until(approved(plain), facts) == 8 * HOUR


def test_it_outlives_the_absence_in_which_a_delegate_signed() -> None:
    away = {"ana": Absence("ana", NOW + 9 * HOUR, "eve", set_by="ana")}
    facts = make.facts(the_policy=make.policy(make.rule(OWNERS)), absences=away)
    change = make.approved_by(make.opened(given=facts), "eve", "cleo", given=facts)
    assert until(change, facts) == DAY
