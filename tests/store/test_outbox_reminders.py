"""Reminders to one person become one message, and a retry loses none of what it was for."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.notices import Reminder
from chatops.store.database import Store, open_store
from tests.builders import NOW
from tests.store.acting import LEASE, SENT, at_once, claimed, settled

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
MONDAY = timedelta(hours=60)


def reminds(
    store: Store, key: str, who: str = "ana", *, at: datetime = NOW, urgent: bool = False
) -> None:
    with store.transaction() as tx:
        tx.tell([Reminder(who, ((key, "sign-off"),), urgent=urgent)], at)


def due(errands: tuple[Errand, ...]) -> list[tuple[str, ...]]:
    """Return for each errand which changes it is sent for."""
    notices = [one.notice for one in errands]
    return [tuple(key for key, _ in one.due) for one in notices if isinstance(one, Reminder)]


def test_it_waits_a_minute_for_what_else_is_due_and_tells_all(store: Store) -> None:
    reminds(store, "CR-1")
    reminds(store, "CR-2", at=NOW + 59 * SECOND)
    reminds(store, "CR-3", "ben")
    assert claimed(store, now=NOW + 59 * SECOND) == ()
    assert due(claimed(store, now=NOW + MINUTE)) == [("CR-1", "CR-2"), ("CR-3",)]
    assert claimed(store, now=NOW + 2 * MINUTE - SECOND) == ()


def test_the_same_is_told_once(store: Store) -> None:
    reminds(store, "CR-1")
    reminds(store, "CR-1")
    assert due(claimed(store, now=NOW + MINUTE)) == [("CR-1",)]


def test_what_came_later_waits_for_the_next_message(store: Store) -> None:
    reminds(store, "CR-1")
    (first,) = claimed(store, now=NOW + MINUTE)
    reminds(store, "CR-2", at=NOW + MINUTE)
    assert claimed(store, now=NOW + 2 * MINUTE - SECOND) == ()
    settled(store, first, SENT, NOW + MINUTE)
    assert due(claimed(store, now=NOW + 2 * MINUTE)) == [("CR-2",)]


@pytest.mark.parametrize("result", [Result.FAILED, Result.UNKNOWN])
def test_a_retry_tells_all_that_was_gathered(store: Store, result: Result) -> None:
    for key in ("CR-1", "CR-2"):
        reminds(store, key)
    (first,) = claimed(store, now=NOW + MINUTE)
    settled(store, first, Receipt(result), NOW + MINUTE)
    assert due(claimed(store, now=NOW + 2 * MINUTE)) == [("CR-1", "CR-2")]


def test_a_sender_that_died_after_its_claim_loses_nothing(store: Store, store_url: str) -> None:
    """It may have sent what it had gathered: what came since is told in a message of its own."""
    for key in ("CR-1", "CR-2"):
        reminds(store, key)
    claimed(store, now=NOW + MINUTE)
    reminds(store, "CR-3", at=NOW + MINUTE)
    restarted = open_store(store_url)
    (again,) = claimed(restarted, now=NOW + MINUTE + LEASE)
    assert (due((again,)), again.in_doubt) == ([("CR-1", "CR-2")], True)
    settled(restarted, again, SENT, NOW + 2 * MINUTE)
    assert due(claimed(restarted, now=NOW + 2 * MINUTE)) == [("CR-3",)]
    restarted.close()


def test_what_waits_for_the_next_working_day_takes_in_what_comes_until_then(store: Store) -> None:
    reminds(store, "CR-1")
    (first,) = claimed(store, now=NOW + MINUTE)
    settled(store, first, Receipt(Result.LATER, after=MONDAY), NOW + MINUTE)
    reminds(store, "CR-2", at=NOW + MINUTE)
    assert claimed(store, now=NOW + MONDAY) == ()
    assert due(claimed(store, now=NOW + MONDAY + MINUTE)) == [("CR-1", "CR-2")]


def test_an_urgent_one_goes_at_once_and_tells_what_waits_too(store: Store) -> None:
    reminds(store, "CR-1")
    (first,) = claimed(store, now=NOW + MINUTE)
    settled(store, first, Receipt(Result.LATER, after=MONDAY), NOW + MINUTE)
    reminds(store, "CR-2", at=NOW + MINUTE, urgent=True)
    (now,) = claimed(store, now=NOW + MINUTE)
    assert due((now,)) == [("CR-2", "CR-1")]
    assert isinstance(now.notice, Reminder)
    assert now.notice.urgent
    settled(store, now, SENT, NOW + MINUTE)
    assert claimed(store, now=NOW + MONDAY + MINUTE) == ()


def test_what_may_have_arrived_is_looked_for_and_told_by_no_other(store: Store) -> None:
    reminds(store, "CR-1")
    (first,) = claimed(store, now=NOW + MINUTE)
    settled(store, first, Receipt(Result.UNKNOWN), NOW + MINUTE)
    reminds(store, "CR-2", at=NOW + MINUTE, urgent=True)
    assert due(claimed(store, now=NOW + MINUTE)) == [("CR-2",)]
    (again,) = claimed(store, now=NOW + MINUTE + SECOND)
    assert (again.id, due((again,)), again.in_doubt) == (first.id, [("CR-1",)], True)


def test_of_both_that_are_due_at_once_one_is_sent(store: Store) -> None:
    reminds(store, "CR-1")
    reminds(store, "CR-2", at=NOW + MINUTE, urgent=True)
    (only,) = claimed(store, now=NOW + MINUTE)
    assert due((only,)) == [("CR-1", "CR-2")]
    settled(store, only, SENT, NOW + MINUTE)
    assert claimed(store, now=NOW + MINUTE + LEASE) == ()


@pytest.mark.parametrize("urgent", [False, True])
def test_when_a_reminder_last_reached_a_person_is_known(store: Store, *, urgent: bool) -> None:
    def reached() -> datetime | None:
        with store.reading() as reading:
            return reading.inbox("ana").reminded_at()

    assert reached() is None
    arrived = Receipt(Result.SENT, ts="1.5")
    times = ((Receipt(Result.LATER), None), (SENT, None), (arrived, NOW + 3 * MINUTE))
    for number, (receipt, expected) in enumerate(times):
        reminds(store, f"CR-{number}", at=NOW + number * MINUTE, urgent=urgent)
        (one,) = claimed(store, now=NOW + (number + 1) * MINUTE)
        settled(store, one, receipt, NOW + (number + 1) * MINUTE)
        assert reached() == expected  # where nothing was left to tell no message was sent
    with store.reading() as reading:
        assert reading.inbox("ben").reminded_at() is None


def test_two_senders_tell_each_thing_once(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    keys = [f"CR-{number}" for number in range(1, 9)]
    for number, key in enumerate(keys):
        reminds(store, key, urgent=number % 2 == 0)
    found = at_once([partial(claimed, one, now=NOW + MINUTE) for one in (store, other) * 3])
    told = [key for errands in found for one in due(errands) for key in one]
    assert sorted(told) == keys
    other.close()
