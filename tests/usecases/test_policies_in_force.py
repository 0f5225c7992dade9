"""A freeze that was on in the week is told, whatever became of its policy."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.digest import Count, Spanned
from chatops.core.events import PolicyAdopted
from chatops.core.facts import Facts
from chatops.core.policy import Policy
from chatops.store.policies import AdoptedPolicy
from chatops.usecases.house import House
from chatops.usecases.make_digest import make_digest
from tests import builders as make
from tests.usecases.directing import WEEK, directing, monday
from tests.usecases.stage import Stage

DAY = timedelta(days=1)
FREEZE = make.window("deleted", begins=make.NOW - 6 * DAY, lasts=20 * DAY)
FROZEN = make.glass_policy(windows=(FREEZE,), digest="f" * 64)
FREE = make.glass_policy(digest="e" * 64)
POLICIES = {one.digest: one for one in (FROZEN, FREE)}


def reads(digest: str, _: Callable[[str], str | None], facts: Facts) -> Facts:
    return replace(facts, policy=POLICIES.get(digest))


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url, the_policy=FROZEN) as made:
        yield made


def reading(house: Stage) -> House:
    return replace(house.house, adopted=reads)


def adopts(house: Stage, policy: Policy) -> None:
    stored = AdoptedPolicy(policy.digest, "rules: []", "max", "Less.", "", house.now)
    event = PolicyAdopted(policy.digest, "", "max", "", "Less.")
    with house.store.transaction() as tx:
        tx.adopt(stored, event, (), house.now)


def spans(house: Stage) -> tuple[Spanned, ...]:
    monday(house)
    return make_digest(reading(house), "max", WEEK).figures.spans


def test_a_freeze_that_was_deleted_on_friday_is_told(house: Stage) -> None:
    adopts(house, FROZEN)
    house.opens()
    house.passes(days=1)
    adopts(house, FREE)
    house.facts = replace(house.facts, policy=FREE)
    house.passes(hours=1)
    house.opens(system="ledger")  # after the freeze was deleted
    assert spans(house) == (Spanned("deleted", "freeze", 1, 14),)


def test_before_the_first_adoption_the_file_was_in_force(house: Stage) -> None:
    house.opens()
    house.passes(days=1)
    adopts(house, FREE)
    assert spans(house) == (Spanned("deleted", "freeze", 1, 14),)


def test_a_policy_of_an_earlier_week_tells_nothing(house: Stage) -> None:
    now = house.now
    for days, policy in ((12, FROZEN), (9, FREE)):
        house.now = now - days * DAY
        adopts(house, policy)
    house.now, house.facts = now, replace(house.facts, policy=FREE)
    house.opens()
    assert spans(house) == ()


def test_one_that_was_replaced_and_cannot_be_read_hides_no_other(house: Stage) -> None:
    house.now -= DAY / 2
    adopts(house, make.glass_policy(digest="9" * 64))
    house.passes(hours=1)
    adopts(house, FROZEN)
    house.passes(hours=11)
    house.opens()
    assert spans(house) == (Spanned("deleted", "freeze", 1, 14),)
    assert make_digest(reading(house), "max", WEEK).figures.number(Count.OPENED) == 1
