"""Digests are stored once, in versions; what was attested stays."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from chatops.core.attestation import Attestation, SentDigest
from chatops.core.digest import Count
from chatops.core.events_digest import AttestationReminded, DigestAttested
from chatops.core.notices import DigestPost
from chatops.store.database import Store, open_store
from chatops.store.digest_lists import MOST
from tests.builders import NOW
from tests.store.acting import at_once, claimed, faults

WEEK = "2026-W09"
DUE = NOW + timedelta(days=2)


def sent(director: str = "max", week: str = WEEK, version: int = 1, by: str = "") -> SentDigest:
    return SentDigest(director, week, version, NOW, f"{version}" * 64, by)


def put(store: Store, one: SentDigest, *, remind_at: datetime | None = DUE) -> bool:
    with store.transaction() as tx:
        post = DigestPost(one.director, one.week, one.version)
        return tx.put_digest(one, f'{{"version":{one.version}}}', [post], remind_at)


def attested(store: Store, one: SentDigest, at: datetime = NOW) -> None:
    with store.transaction() as tx:
        found = tx.lock_attestation(one.director, one.week)
        assert found is not None
        said = replace(
            found, version=one.version, hash=one.hash, checkpoint="7 entries", note="Read.", at=at
        )
        event = DigestAttested(one.director, one.week, one.version, one.hash, "7 entries", "Read.")
        tx.attest(said, event, at)


def reminded(store: Store, director: str = "max", at: datetime = DUE) -> bool:
    with store.transaction() as tx:
        event = AttestationReminded(director, WEEK, 1)
        return tx.remind_attestation(event, [], at)


def said(store: Store, director: str = "max") -> Attestation | None:
    with store.reading() as reading:
        return reading.digests.attestation(director, WEEK)


def tags(store: Store) -> list[str]:
    with store.reading() as reading:
        return [one.tag for one in reading.entries("digest:max")]


def test_a_digest_is_stored_once_with_its_entry_and_its_notice(store: Store) -> None:
    assert put(store, sent())
    assert not put(store, replace(sent(), hash="f" * 64))
    with store.reading() as reading:
        assert reading.digests.find("max", WEEK) == (sent(), '{"version":1}')
        assert reading.digests.told(["max", "vera"], [WEEK]) == {("max", WEEK)}
        assert reading.digests.told(["vera"], [WEEK]) == frozenset()
        assert reading.digests.told(["max"], ["2026-W10"]) == frozenset()
        (entry,) = reading.entries("digest:max")
    assert (entry.tag, entry.data["event"]["hash"]) == ("digest:sent", "1" * 64)
    assert [one.notice for one in claimed(store)] == [DigestPost("max", WEEK, 1)]
    assert said(store) == Attestation("max", WEEK, 1, remind_at=DUE)
    assert faults(store) == []


def test_replicas_that_send_at_once_send_one(store: Store, store_url: str) -> None:
    other = open_store(store_url)
    for number in range(5):
        one = sent(f"d{number}")
        results = at_once([partial(put, each, one) for each in (store, other, store, other)])
        assert sorted(results) == [False, False, False, True]
    assert len(claimed(store)) == 5
    assert faults(store) == []
    other.close()


def put_and_fail(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.put_digest(sent(), "{}", [DigestPost("max", WEEK, 1)], DUE)
        raise ZeroDivisionError


def test_a_transaction_that_fails_sends_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        put_and_fail(store)
    assert claimed(store) == ()
    assert put(store, sent())


def test_the_newest_version_is_found_and_older_ones_stay(store: Store) -> None:
    put(store, sent())
    put(store, sent(version=2, by="ana"))
    with store.reading() as reading:
        digests = reading.digests
        assert digests.find("max", WEEK) == (sent(version=2, by="ana"), '{"version":2}')
        assert digests.find("max", WEEK, 1) == (sent(), '{"version":1}')
        assert digests.find("max", WEEK, 3) is None
        assert digests.find("vera", WEEK) is None


def test_an_attestation_is_kept_with_its_entry(store: Store) -> None:
    put(store, sent())
    attested(store, sent())
    assert said(store) == Attestation("max", WEEK, 1, "1" * 64, "7 entries", "Read.", NOW)
    assert tags(store) == ["digest:sent", "digest:attested"]
    with store.reading() as reading:
        assert "Read." not in reading.entries("digest:max")[1].body
    assert faults(store) == []


def test_a_corrected_digest_waits_for_its_own_attestation(store: Store) -> None:
    put(store, sent())
    attested(store, sent())
    with store.reading() as reading:
        assert reading.digests.unattested(["max"], "2026-W10") == ()
    put(store, sent(version=2), remind_at=DUE + timedelta(days=1))
    found = said(store)
    assert found is not None
    assert (found.version, found.at, found.remind_at) == (1, NOW, DUE + timedelta(days=1))
    with store.reading() as reading:
        assert reading.digests.unattested(["max"], "2026-W10") == (("max", WEEK),)
    attested(store, sent(version=2))
    with store.reading() as reading:
        assert reading.digests.unattested(["max"], "2026-W10") == ()


def test_who_has_not_attested_earlier_weeks_is_listed_newest_first(store: Store) -> None:
    for week in ("2026-W07", "2026-W08", WEEK):
        put(store, sent(week=week))
    put(store, sent("vera", "2026-W08"))
    with store.reading() as reading:
        found = reading.digests.unattested(["max", "vera"], WEEK)
        assert found == (("max", "2026-W08"), ("vera", "2026-W08"), ("max", "2026-W07"))
        assert reading.digests.unattested(["vera"], "2026-W08") == ()


def test_a_reminder_happens_once_when_its_time_has_come(store: Store) -> None:
    put(store, sent())
    assert not reminded(store, at=DUE - timedelta(seconds=1))
    assert reminded(store)
    assert not reminded(store)
    found = said(store)
    assert found is not None
    assert (found.remind_at, found.reminded_at) == (None, DUE)
    assert tags(store) == ["digest:sent", "digest:reminded"]


def test_what_is_attested_is_not_reminded_of(store: Store) -> None:
    put(store, sent())
    attested(store, sent())
    assert not reminded(store)
    with store.reading() as reading:
        assert reading.digests.to_remind(DUE) == ()


def test_who_is_to_be_reminded(store: Store) -> None:
    put(store, sent())
    put(store, sent("vera"), remind_at=DUE - timedelta(hours=1))
    put(store, sent("dora"), remind_at=None)
    with store.reading() as reading:
        digests = reading.digests
        assert [one.director for one in digests.to_remind(DUE)] == ["vera", "max"]
        early = digests.to_remind(DUE - timedelta(minutes=1))
        assert [one.director for one in early] == ["vera"]


def test_attesting_and_correcting_race_without_losing_either(store: Store) -> None:
    for number in range(6):
        one = sent(f"d{number}")
        put(store, one)
        results = at_once(
            [partial(attested, store, one), partial(put, store, replace(one, version=2))]
        )
        assert results == [None, True]
        found = said(store, one.director)
        assert found is not None
        assert (found.version, found.at) == (1, NOW)


def test_the_list_shows_the_newest_of_each_with_what_was_said(store: Store) -> None:
    put(store, sent())
    attested(store, sent())
    put(store, sent(version=2, by="ana"))
    put(store, sent("vera", "2026-W10"))
    with store.reading() as reading:
        rows = reading.digests.listed()
        only = reading.digests.listed(WEEK)
        cut = reading.digests.listed(limit=1)
    assert [(one.director, one.week, one.version) for one, _ in rows] == [
        ("vera", "2026-W10", 1),
        ("max", WEEK, 2),
    ]
    assert [said.at for _, said in rows] == [None, NOW]
    assert not rows[1][1].covers(rows[1][0])
    assert only == rows[1:]
    assert cut == rows[:1]


def test_a_reader_does_not_wait_for_who_attests(store: Store) -> None:
    put(store, sent())
    inside, seen = threading.Event(), threading.Event()

    def hold() -> None:
        with store.transaction() as tx:
            tx.lock_attestation("max", WEEK)
            inside.set()
            assert seen.wait(10)

    def look() -> Attestation | None:
        assert inside.wait(10)
        found = said(store)
        seen.set()
        return found

    assert at_once([hold, look])[1] == Attestation("max", WEEK, 1, remind_at=DUE)


def test_the_lists_of_a_version_are_kept_with_it(store: Store) -> None:
    every = {
        (Count.OPENED, ""): ("CR-9", "CR-10", "CR-2"),
        (Count.OPENED, "checkout"): ("CR-2",),
        (Count.NEVER, "ana"): tuple(f"CR-{one}" for one in range(1, MOST + 3)),
    }
    with store.transaction() as tx:
        assert tx.put_digest(sent(), "{}", [], DUE, lists=every)
    with store.transaction() as tx:
        assert tx.put_digest(sent(version=2), "{}", [], DUE)
    with store.reading() as reading:
        digests = reading.digests
        of_max = partial(digests.keys, "max", WEEK, 1)
        assert of_max(Count.OPENED) == (("CR-2", "CR-9", "CR-10"), 3)
        assert of_max(Count.OPENED, "checkout") == (("CR-2",), 1)
        keys, total = of_max(Count.NEVER, "ana")
        assert (len(keys), keys[0], keys[-1], total) == (MOST, "CR-1", f"CR-{MOST}", MOST + 2)
        assert of_max(Count.KIND, "normal") == ((), 0)
        assert digests.keys("max", WEEK, 2, Count.OPENED) == ((), 0)
        assert set(digests.lists("max", WEEK, 1)) == set(every)
        assert digests.lists("max", WEEK, 2) == {}


def test_a_vp_is_told_of_those_who_were_below_when_theirs_was_made(store: Store) -> None:
    for week in ("2026-W07", "2026-W08", WEEK):
        with store.transaction() as tx:
            assert tx.put_digest(sent(week=week), "{}", [], DUE, above=["vera", "zoe"])
    attested(store, sent())
    with store.reading() as reading:
        below = reading.digests.unattested_below
        assert below("vera", "2026-W10") == (("max", "2026-W08"), ("max", "2026-W07"))
        assert below("zoe", "2026-W08") == (("max", "2026-W07"),)
        assert below("max", "2026-W10") == ()
    with store.transaction() as tx:
        assert tx.put_digest(sent(version=2), "{}", [], DUE, above=["vera"])
    with store.reading() as reading:
        assert reading.digests.unattested_below("vera", "2026-W10")[0] == ("max", WEEK)


def test_the_newest_of_an_earlier_week_and_the_newest_week_of_all(store: Store) -> None:
    for week, version in (("2026-W07", 1), ("2026-W08", 1), ("2026-W08", 2), ("2026-W10", 1)):
        put(store, sent(week=week, version=version))
    with store.reading() as reading:
        digests = reading.digests
        assert digests.before("max", WEEK) == '{"version":2}'
        assert digests.before("max", "2026-W07") is None
        assert digests.last_weeks(["max", "vera"]) == {"max": "2026-W10"}
