"""Changes are read back as they were recorded, or not at all."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chatops.core.change import Change, Status
from chatops.core.decision import Verb
from chatops.core.outcome import reassess
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.store.database import Store, open_store
from chatops.store.record import OutOfDate
from tests import builders
from tests.builders import NOW, OTHER_SHA, SHA, facts
from tests.store.acting import behind_its_back, decided, opened, read, revised

TEXTS = {
    "long": "ä" * 100_000,
    "emoji": "🧨 roll back 👩🏽‍🚒 → done",
    "right to left": "תוכנית חזרה — \u202eabc\u202c خطة التراجع",
    "quotes": """'; DROP TABLE changes; -- "%s" %(key)s :key ? \\ \\u0000 $1""",
    "lines": "one\ntwo\tthree\u2028four",
}


def stranger(url: str, key: str) -> Change:
    """The change as a process reads it that has never seen it before."""
    store = open_store(url)
    try:
        return read(store, key)
    finally:
        store.close()


def test_a_change_is_read_back_as_it_was_recorded(store: Store, store_url: str) -> None:
    change = opened(store)
    revised(store, change.key, commit=OTHER_SHA)
    decided(store, change.key, "ana")
    present = decided(store, change.key, "cleo", Verb.REJECT, comment="Not on a Friday.")

    assert present == stranger(store_url, change.key)
    assert present.version == 4
    assert present.state is State.BLOCKED
    assert [one.commit for one in present.revisions] == [SHA, OTHER_SHA]
    assert [one.person for one in present.decisions] == ["ana", "cleo"]
    assert present.decisions[1].comment == "Not on a Friday."
    expected = builders.opened(the_commit=builders.commit())
    assert present.revisions[0] == expected.revisions[0]
    assert present.contributors[: len(expected.contributors)] == expected.contributors


def test_the_first_content_again_is_a_revision_of_its_own(store: Store, store_url: str) -> None:
    key = opened(store).key
    revised(store, key, title="Other")
    revised(store, key)
    revised(store, key, title="Other")
    present = revised(store, key)
    assert present.revisions[2].digest == present.revisions[4].digest
    assert present == stranger(store_url, key) == read(store, key)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_survive(store: Store, store_url: str, text: str) -> None:
    key = opened(store, description=text, rollback_plan=text, test_evidence=text).key
    decided(store, key, "ana", comment=text)
    change = stranger(store_url, key)
    assert change.present.documentation.rollback_plan == text
    assert change.decisions[0].comment == text


@pytest.mark.parametrize("microsecond", [0, 1, 120_000, 123_456])
def test_instants_come_back_aware_and_in_utc(
    store: Store, store_url: str, microsecond: int
) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    elsewhere = datetime(2026, 3, 2, 10, 0, 0, microsecond, tzinfo=india)
    change = stranger(store_url, opened(store, now=elsewhere).key)
    assert change.opened_at == elsewhere
    assert change.opened_at.utcoffset() == change.present.submitted_at.utcoffset() == timedelta(0)
    assert change.expires_at.astimezone(UTC) == elsewhere + timedelta(days=7)
    assert change.present.submitted_at == elsewhere


@pytest.mark.parametrize("key", ["CR-\x00", "CR-\ud800"])
def test_a_key_that_no_database_can_hold_is_unknown(store: Store, key: str) -> None:
    with pytest.raises(Refused, match="There is no change"), store.reading() as reading:
        reading.change(key)
    with pytest.raises(Refused, match="There is no change"), store.transaction() as tx:
        tx.lock(key)


def test_an_unknown_change_is_refused(store: Store) -> None:
    with store.reading() as reading, pytest.raises(Refused, match="no change CR-9") as refused:
        reading.change("CR-9")
    assert (refused.value.code, refused.value.field) == ("unknown_change", "key")
    with store.transaction() as tx, pytest.raises(Refused, match="no change CR-9"):
        tx.lock("CR-9")


def test_changes_are_listed_newest_first(store: Store) -> None:
    for who in ("ben", "dan", "ben", "ana"):
        opened(store, who)
    with store.transaction() as tx:
        given = facts()
        tx.record(reassess(tx.lock("CR-3"), given, NOW + timedelta(days=8)), given)
    with store.reading() as reading:
        assert [one.key for one in reading.changes()] == ["CR-4", "CR-2", "CR-1"]
        assert [one.key for one in reading.changes(open_only=False, limit=2)] == ["CR-4", "CR-3"]
        assert [one.key for one in reading.changes(open_only=False, before=3)] == ["CR-2", "CR-1"]
        assert [one.key for one in reading.changes(requester="ben")] == ["CR-1"]
        assert [one.key for one in reading.changes(open_only=False, requester="ben")] == [
            "CR-3",
            "CR-1",
        ]
        assert reading.open_keys() == ("CR-1", "CR-2", "CR-4")
        assert reading.change("CR-3").status is Status.EXPIRED


def test_keys_are_ordered_by_number_and_not_by_letter(store: Store) -> None:
    for _ in range(11):
        opened(store)
    with store.reading() as reading:
        assert [one.key for one in reading.changes(limit=3)] == ["CR-11", "CR-10", "CR-9"]
        assert reading.open_keys()[-2:] == ("CR-10", "CR-11")


def test_every_change_since_a_day_is_read_and_every_open_one(store: Store) -> None:
    """In batches of any size, each once, oldest first."""
    for days in (0, 1, 2, 9, 10):
        opened(store, now=NOW + timedelta(days=days))
    given = facts()
    with store.transaction() as tx:
        for key in ("CR-1", "CR-3", "CR-5"):
            tx.record(reassess(tx.lock(key), given, NOW + timedelta(days=30)), given)
    with store.reading() as reading:
        for batch in (1, 2, 3, 500):
            found = reading.changes_since(NOW + timedelta(days=2), batch=batch)
            assert [one.key for one in found] == ["CR-2", "CR-3", "CR-4", "CR-5"]
        later = [one.key for one in reading.changes_since(NOW + timedelta(days=11))]
        assert later == ["CR-2", "CR-4"]


def test_reading_all_of_them_leaves_nothing_in_memory(store: Store, store_url: str) -> None:
    for _ in range(3):
        opened(store)
    other = open_store(store_url)
    with other.reading() as reading:
        found = list(reading.changes_since(NOW, batch=2))
        memory = reading._session.memory  # noqa: SLF001 - whether it grew shows nowhere else
        assert [memory.parts(one.key) for one in found] == [None] * 3
        assert reading.change("CR-1") == found[0]
        assert memory.parts("CR-1") is not None
    other.close()


def test_changes_are_found_by_what_any_revision_asks_for(store: Store) -> None:
    first = opened(store).key
    second = opened(store, "dan").key
    revised(store, first, commit=OTHER_SHA)
    with store.reading() as reading:
        here = [one.key for one in reading.changes_at("checkout", "production", SHA)]
        assert here == [second, first]
        moved = [one.key for one in reading.changes_at("checkout", "production", OTHER_SHA)]
        assert moved == [first]
        assert reading.changes_at("checkout", "staging", SHA) == ()


def test_an_outcome_of_an_older_version_writes_nothing(store: Store) -> None:
    change = opened(store)
    stale = builders.decided(change, "ana")
    decided(store, change.key, "cleo")
    with store.transaction() as tx, pytest.raises(OutOfDate):
        tx.record(stale, facts())
    with store.transaction() as tx:
        tx.lock(change.key)
        with pytest.raises(OutOfDate):
            tx.record(stale, facts())
    assert [one.person for one in read(store, change.key).decisions] == ["cleo"]


def test_each_outcome_needs_a_lock_of_its_own(store: Store) -> None:
    key = opened(store).key
    given = facts()
    with store.transaction() as tx:
        outcome = builders.decided(tx.lock(key), "ana")
        tx.record(outcome, given)
        with pytest.raises(OutOfDate):
            tx.record(builders.decided(outcome.change, "cleo"), given)
        tx.record(builders.decided(tx.lock(key), "cleo"), given)
    assert read(store, key).state is State.APPROVED


def test_an_outcome_without_events_writes_nothing(store: Store) -> None:
    key = opened(store).key
    before = decided(store, key, "ana")
    assert decided(store, key, "ana") == before


TAMPERING = {
    "content": "UPDATE revisions SET content = replace(content, 'retry', 'fraud')",
    "both": "UPDATE revisions SET digest = 'f' || substr(digest, 2)",
    "no JSON": "UPDATE revisions SET content = '{'",
    "other JSON": "UPDATE revisions SET content = '[]'",
    "a revision is gone": "DELETE FROM revisions WHERE number = 1",
    "a decision is gone": "DELETE FROM decisions WHERE number = 1",
    "all revisions are gone": "DELETE FROM revisions",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_a_change_that_was_edited_in_the_database_is_refused(
    store: Store, store_url: str, statement: str
) -> None:
    key = opened(store).key
    revised(store, key, title="Other")
    for who in ("ana", "cleo"):
        decided(store, key, who)
    behind_its_back(store_url, statement)
    with pytest.raises(Refused) as refused:
        stranger(store_url, key)
    assert refused.value.code == "tampered"
    assert read(store, key).state is State.APPROVED  # who has read it before knows the truth
