"""One draft a person and slot, whole, until it is sent, dropped or too old."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from chatops.core.draft import Draft
from chatops.store.database import Store
from chatops.store.drafts import KeptDraft
from tests import builders
from tests.builders import NOW
from tests.store.acting import at_once

FULL = replace(
    builders.draft(),
    systems=("checkout", "ledger"),
    labels=("db", " ünö"),
    required=("description",),
    window_start=NOW + timedelta(hours=1),
    window_end=datetime(2026, 4, 1, 9, tzinfo=UTC),
)


def keep(store: Store, draft: Draft, who: str = "ben", sent: str = "view:V1") -> None:
    with store.transaction() as tx:
        tx.keep_draft(who, draft, NOW, sent)


def found(store: Store, who: str = "ben") -> KeptDraft | None:
    with store.reading() as reading:
        return reading.draft(who)


def test_it_comes_back_as_it_was(store: Store) -> None:
    assert found(store) is None
    keep(store, FULL)
    assert found(store) == KeptDraft(FULL, NOW)
    assert found(store, "ana") is None


def test_the_last_one_stays_and_dropping_ends_it(store: Store) -> None:
    keep(store, FULL)
    keep(store, builders.draft(title="Another"))
    keep(store, FULL, "ana")
    again = found(store)
    assert again is not None
    assert again.draft.title == "Another"
    with store.transaction() as tx:
        tx.drop_draft("ben")
        tx.drop_draft("nobody")
    assert found(store) is None
    assert found(store, "ana") is not None


def test_each_slot_has_its_own(store: Store) -> None:
    keep(store, FULL)
    edited = builders.draft(title="Another")
    with store.transaction() as tx:
        tx.keep_draft("ben", edited, NOW, "view:V1", "CR-1:1")
    assert found(store) == KeptDraft(FULL, NOW)
    with store.transaction() as tx:
        assert tx.draft("ben", "CR-1:1") == KeptDraft(edited, NOW)
        assert tx.draft("ben", "CR-1:2") is None
        tx.drop_draft("ben")
    assert found(store) is None
    with store.transaction() as tx:
        assert tx.draft("ben", "CR-1:1") is not None
        tx.drop_draft("ben", "CR-1:1")
        assert tx.draft("ben", "CR-1:1") is None


def test_what_arrives_after_the_form_was_sent_is_not_kept(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.once("view:V1", NOW)
    keep(store, FULL, sent="view:V1")
    assert found(store) is None
    keep(store, FULL, sent="view:V2")
    assert found(store) is not None


def test_old_ones_are_forgotten(store: Store) -> None:
    keep(store, FULL)
    with store.transaction() as tx:
        assert tx.forget_drafts(NOW) == 0
        assert tx.forget_drafts(NOW + timedelta(seconds=1)) == 1
    assert found(store) is None


def test_people_type_side_by_side(store: Store) -> None:
    people = ("ana", "ben", "ben", "cleo")
    assert at_once([partial(keep, store, FULL, who) for who in people]) == [None] * len(people)
    assert all(found(store, who) for who in people)
