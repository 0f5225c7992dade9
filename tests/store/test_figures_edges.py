"""Each figure at the first and at the last moment of its time, by SQL and by the trail alone."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.digest import Count, Day, Pair, Speed
from chatops.core.extent import HABIT, STUCK_AFTER
from chatops.core.retold import without_texts
from chatops.store.database import Store
from tests.store.telling import DAY, EXTENT, WEEK, Telling, counted, listed, retold, rows_retold

MOMENT, HOUR = timedelta(microseconds=1), timedelta(hours=1)
BEFORE, FIRST = WEEK.begins - MOMENT, WEEK.begins
LAST, AFTER = WEEK.ends - MOMENT, WEEK.ends
AI = {"degree": "generated", "tool": "Claude"}

Story = Callable[[Telling, datetime], str]
"""What has to happen at that moment; returns the change that it happens to."""


def opens(telling: Telling, at: datetime) -> str:
    return telling.opens(at, kind="emergency", **AI)


def approves(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR, **AI)
    telling.says(key, "quinn", at)
    return key


def is_approved(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR)
    telling.says(key, "ana", at - HOUR / 2)
    telling.says(key, "cleo", at)
    return key


def approves_in_haste(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR)
    telling.says(key, "cleo", at, read_at=at - timedelta(seconds=10) + MOMENT)
    return key


def rejects(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR)
    telling.says(key, "ana", at, Verb.REJECT)
    return key


def breaks(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR)
    telling.breaks(key, at)
    return key


def expires(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - 8 * DAY)
    telling.passes(key, at)
    return key


def cancels(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR)
    telling.cancels(key, at)
    return key


def bypasses(telling: Telling, at: datetime) -> str:
    key = telling.opens(at - HOUR, commit=f"{int(at.timestamp() * 1e6):040x}")
    telling.reports(key, at)
    return key


WEEKLY: list[tuple[Count, str, Story]] = [
    (Count.OPENED, "", opens),
    (Count.OPENED, "checkout", opens),
    (Count.KIND, "emergency", opens),
    (Count.ASSISTED, "", opens),
    (Count.GENERATED, "", opens),
    (Count.SIGNED_ASSISTED, "quinn", approves),
    (Count.SIGNED, "quinn", approves),
    (Count.UNREAD, "", approves),
    (Count.AFTER_HOURS, "", approves),
    (Count.HASTY, "", approves_in_haste),
    (Count.APPROVED, "", is_approved),
    (Count.APPROVED, "payments", is_approved),
    (Count.REJECTED, "", rejects),
    (Count.BROKEN, "", breaks),
    (Count.EXPIRED, "", expires),
    (Count.CANCELLED, "", cancels),
    (Count.BYPASSED, "", bypasses),
]


def behind(store: Store, count: Count, of: str = "") -> set[str]:
    """Return the changes behind the figure, about which SQL and the trail agree."""
    by_trail = {key for *figure, key in rows_retold(store) if figure == [count, of]}
    assert set(listed(store).get((count, of), ())) == by_trail
    assert without_texts(counted(store)) == retold(store)
    return by_trail


def test_a_week_is_half_open_for_each_of_its_figures(store: Store) -> None:
    stories = dict.fromkeys(story for _, _, story in WEEKLY)
    with store.transaction() as tx:
        telling = Telling(tx)
        keys = {
            story: [story(telling, at) for at in (BEFORE, FIRST, LAST, AFTER)] for story in stories
        }
    lists = listed(store)
    inside = {(count, of): set(lists[count, of]) & set(keys[story]) for count, of, story in WEEKLY}
    assert inside == {(count, of): set(keys[story][1:3]) for count, of, story in WEEKLY}
    for figure in inside:
        assert behind(store, *figure) == set(lists[figure])


def of_debts(telling: Telling) -> Iterator[bool]:
    for owed_at, paid_at in (
        (LAST, None),
        (AFTER, None),
        (FIRST - 30 * DAY, AFTER),
        (FIRST, LAST),
    ):
        key = telling.opens(owed_at - HOUR)
        telling.says(key, "ana", owed_at, condition="Watch the graphs.")
        if paid_at:
            telling.pays(key, "ana", paid_at)
        yield owed_at < AFTER and paid_at != LAST


def of_stuck(telling: Telling) -> Iterator[bool]:
    for opened_at in (AFTER - STUCK_AFTER - MOMENT, AFTER - STUCK_AFTER):
        telling.opens(opened_at)
        yield opened_at < AFTER - STUCK_AFTER
    for approved_at in (LAST, AFTER):
        key = telling.opens(AFTER - 5 * DAY)
        telling.says(key, "ana", AFTER - 4 * DAY)
        telling.says(key, "cleo", approved_at)
        yield approved_at == AFTER
    for ended_at in (LAST, AFTER):
        telling.cancels(telling.opens(AFTER - 5 * DAY), ended_at)
        yield ended_at == AFTER
    key = telling.opens(AFTER - 20 * DAY)  # expired and back again
    telling.passes(key, AFTER - 10 * DAY)
    telling.revises(key, AFTER - 5 * DAY, commit="c" * 40)
    yield True
    key = telling.opens(AFTER - 5 * DAY)  # approved once, and not any more
    for who, verb in (("ana", Verb.APPROVE), ("cleo", Verb.APPROVE), ("cleo", Verb.WITHDRAW)):
        telling.says(key, who, AFTER - 4 * DAY, verb)
    yield False

    for deployed_at in (LAST, AFTER):  # by broken glass, without an approval
        key = telling.opens(AFTER - 5 * DAY)
        telling.reports(key, deployed_at, passed=True)
        yield deployed_at == AFTER
    key = telling.opens(AFTER - 5 * DAY)
    telling.reports(key, AFTER - 4 * DAY)  # past the gate
    yield True


def of_expired(telling: Telling) -> Iterator[bool]:
    for told, passed in (("succeeded", True), ("succeeded", False), ("rolled_back", True)):
        key = telling.opens(FIRST - 6 * DAY)
        telling.reports(key, FIRST - 5 * DAY, passed=passed)
        if told != "succeeded":
            telling.reports(key, FIRST - 4 * DAY, told, passed=passed)
        telling.passes(key, FIRST + 2 * DAY)
        yield told != "succeeded" or not passed
    key = telling.opens(FIRST - 6 * DAY)
    telling.reports(key, FIRST - 5 * DAY, passed=True)
    telling.revises(key, FIRST - 5 * DAY, commit="c" * 40)  # which is not deployed
    telling.passes(key, FIRST + 3 * DAY)
    yield True


def of_first_approvals(telling: Telling) -> Iterator[bool]:
    for approved_at in (BEFORE, FIRST):  # taken back and given again in the week
        key = telling.opens(BEFORE - HOUR)
        telling.says(key, "ana", BEFORE - HOUR)
        telling.says(key, "cleo", approved_at)
        telling.says(key, "cleo", FIRST + HOUR, Verb.WITHDRAW)
        telling.says(key, "cleo", FIRST + 2 * HOUR)
        yield approved_at == FIRST


def of_windows(telling: Telling) -> Iterator[bool]:
    ends = next(one.ends for one in EXTENT.spells if one.name == "quarter end")
    for at, system in (
        (FIRST, "checkout"),
        (ends - MOMENT, "checkout"),
        (ends, "checkout"),
        (FIRST, "ledger"),
        (BEFORE, "checkout"),
    ):
        telling.opens(at, system=system, commit=f"{int(at.timestamp() * 1e6):040x}")
        yield FIRST <= at < ends and system == "checkout"


def of_haste(telling: Telling) -> Iterator[bool]:
    for ago in (-MOMENT, MOMENT * 0, 10 * MOMENT * 1_000_000 - MOMENT, timedelta(seconds=10)):
        key = telling.opens(FIRST)
        telling.says(key, "ana", FIRST + HOUR, read_at=FIRST + HOUR - ago)
        yield timedelta(0) <= ago < timedelta(seconds=10)


def of_revisions(telling: Telling) -> Iterator[bool]:
    """A change belongs to whom its revision at the end of the week goes to."""
    for revised_at, before, after in (
        (LAST, "login", "checkout"),
        (AFTER, "login", "checkout"),
        (LAST, "checkout", "login"),
        (AFTER, "checkout", "login"),
    ):
        key = telling.opens(FIRST, system=before)
        telling.revises(key, revised_at, system=after, commit="c" * 40)
        yield (after if revised_at == LAST else before) == "checkout"


def of_assistance(telling: Telling) -> Iterator[bool]:
    for revised_at in (LAST, AFTER):
        key = telling.opens(FIRST)
        telling.revises(key, revised_at, commit="c" * 40, **AI)
        yield revised_at == LAST
    key = telling.opens(FIRST, **AI)
    telling.revises(key, LAST, commit="c" * 40)  # it never wears off
    yield True


@pytest.mark.parametrize(
    ("count", "of", "story"),
    [
        (Count.OWED, "", of_debts),
        (Count.STUCK, "", of_stuck),
        (Count.EXPIRED, "", of_expired),
        (Count.APPROVED, "", of_first_approvals),
        (Count.DURING, "quarter end", of_windows),
        (Count.HASTY, "", of_haste),
        (Count.OPENED, "", of_revisions),
        (Count.ASSISTED, "", of_assistance),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_each_case_counts_or_does_not(
    store: Store, count: Count, of: str, story: Callable[[Telling], Iterator[bool]]
) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        counts = list(story(telling))
    expected = {key for key, is_in in zip(telling.changes, counts, strict=True) if is_in}
    assert behind(store, count, of) == expected


def they_approve(telling: Telling, who: str, of: str, at: datetime, times: int = 3) -> None:
    for _ in range(times):
        telling.says(telling.opens(at - HOUR, of), who, at)


@pytest.mark.parametrize(("at", "pairs"), [(-MOMENT, True), (MOMENT * 0, False)])
def test_a_pair_approved_only_each_other_for_ninety_days(
    store: Store, at: timedelta, *, pairs: bool
) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        they_approve(telling, "quinn", "ben", AFTER - HABIT + at, 1)
        they_approve(telling, "quinn", "pat", AFTER - HABIT, 4)
        they_approve(telling, "pat", "quinn", LAST)
        they_approve(telling, "ana", "dan", LAST)
        they_approve(telling, "dan", "ana", LAST, 2)
    found = counted(store)
    assert found.pairs == ((Pair("pat", "quinn", 3, 4),) if pairs else ())
    assert found.number(Count.PAIR, "pat quinn") == (7 if pairs else 0)
    assert len(behind(store, Count.PAIR, "pat quinn")) == (7 if pairs else 0)


@pytest.mark.parametrize(("at", "never"), [(-MOMENT, True), (MOMENT * 0, False)])
def test_who_never_rejects_approved_ten_times_in_ninety_days(
    store: Store, at: timedelta, *, never: bool
) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        they_approve(telling, "ana", "ben", AFTER - HABIT, 10)
        they_approve(telling, "cleo", "ben", LAST, 9)
        telling.says(telling.opens(AFTER - HABIT - HOUR), "ana", AFTER - HABIT + at, Verb.REJECT)
    assert counted(store).by(Count.NEVER) == retold(store).by(Count.NEVER)
    assert len(behind(store, Count.NEVER, "ana")) == (10 if never else 0)
    assert behind(store, Count.NEVER, "cleo") == set()


def test_a_change_that_is_approved_again_and_again_is_one_habit(store: Store) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        for who, of in (("pat", "quinn"), ("quinn", "pat")):
            they_approve(telling, who, of, LAST, 2)
            key = telling.opens(LAST - HOUR, of)
            for verb in (Verb.APPROVE, Verb.WITHDRAW) * 9:
                telling.says(key, who, LAST, verb)
    found = counted(store)
    assert found.approvals == 22
    assert found.pairs == (Pair("pat", "quinn", 3, 3),)
    assert (found.number(Count.PAIR, "pat quinn"), found.by(Count.NEVER)) == (6, ())
    assert retold(store).figures == found.figures
    assert len(behind(store, Count.PAIR, "pat quinn")) == 6


def test_times_to_approval_are_real_ones_the_lower_of_two(store: Store) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        for hours in (1, 2, 3, 40):
            key = telling.opens(FIRST + DAY, systems=("ledger", "login"))
            for who in ("ana", "cleo", "pat"):
                telling.says(key, who, FIRST + DAY)
            telling.says(key, "quinn", FIRST + DAY + hours * HOUR - MOMENT)
    found = counted(store)
    assert found.overall == Speed("", 4, 2 * 3600 - 1, 40 * 3600 - 1)
    assert found.speeds == (Speed("payments", 4, 2 * 3600 - 1, 40 * 3600 - 1),)
    assert retold(store).overall == found.overall


def test_days_are_local_ones(store: Store) -> None:
    with store.transaction() as tx:
        telling = Telling(tx)
        for at in (FIRST, FIRST + DAY - MOMENT, FIRST + DAY, LAST):
            telling.opens(at)
        rejects(telling, LAST)
        breaks(telling, LAST)
        expires(telling, LAST)
        is_approved(telling, LAST)
    days = {one.day: one for one in counted(store).days}
    assert len(days) == 7
    assert days["2026-03-23"] == Day("2026-03-23", opened=2)
    assert days["2026-03-24"] == Day("2026-03-24", opened=1)
    sunday = Day("2026-03-29", opened=4, approved=1, rejected=1, expired=1, overridden=1)
    assert days["2026-03-29"] == sunday
    assert counted(store).days == retold(store).days


@pytest.mark.parametrize(("at", "used"), [(LAST, True), (AFTER, False)])
def test_a_broken_glass_is_used_by_the_end_of_the_week(
    sqlite_store: Store, at: datetime, *, used: bool
) -> None:
    with sqlite_store.transaction() as tx:
        telling = Telling(tx)
        telling.uses(breaks(telling, LAST), at)
    (found,) = counted(sqlite_store).broken
    assert (found.used, found.person, found.why) == (used, "max", "Checkout is down.")
    assert [one.used for one in retold(sqlite_store).broken] == [used]


def test_policies_adopted_in_the_week_are_told(store: Store) -> None:
    with store.transaction() as tx:
        for number, at in enumerate((BEFORE, FIRST, LAST, AFTER)):
            Telling(tx).adopts(f"{number}" * 64, at)
    assert [one.hash[0] for one in counted(store).adopted] == ["1", "2"]
    assert [one.hash[0] for one in retold(store).adopted] == ["1", "2"]
