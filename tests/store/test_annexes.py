"""Check runs, break-glass and obligations come back as they were recorded, or not at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.break_glass import Declaration
from chatops.core.change import Change
from chatops.core.check_run import CheckOutcome, CheckRun
from chatops.core.decision import Decision, Verb
from chatops.core.events import CheckPosted, Event, GlassUsed, ObligationOverdue
from chatops.core.obligation import Obligation, Owed, Review
from chatops.core.outcome import Outcome
from chatops.core.refused import Refused
from chatops.core.verdict import State, Verdict
from chatops.store import annexes
from chatops.store.database import Store, open_store
from tests.builders import NOW, facts
from tests.store.acting import at_once, behind_its_back, opened, read, revised

HOUR = timedelta(hours=1)
RUN = CheckRun(
    number=1,
    name="staging-soak",
    outcome=CheckOutcome.PASSED,
    revision=1,
    revision_digest="d" * 64,
    posted_by="api:ci",
    at=NOW,
    link="https://ci.example.com/418",
    summary="418 of 418 🧨",
)
GLASS = Declaration(
    number=1,
    person="max",
    reason="Checkout is down.\nCards fail.",
    revision=1,
    revision_digest="d" * 64,
    environment="production",
    surface="slack",
    at=NOW,
    expires_at=NOW + HOUR,
)
USED = replace(GLASS, used_at=NOW + HOUR / 2, used_by="deploy")
REVIEW = Obligation(
    number=1,
    owed=Owed.REVIEW,
    by="max",
    text="Checkout is down.",
    created_at=NOW,
    due_at=NOW + 24 * HOUR,
    reviewers=2,
    reviews=(Review("ana", NOW + HOUR, "Looked at the diff."),),
)
CONDITION = Obligation(
    number=2,
    owed=Owed.CONDITION,
    by="ana",
    text="Watch p99 until 18:00.",
    created_at=NOW,
    due_at=NOW + 8 * HOUR,
    closed_at=NOW + 9 * HOUR,
    closed_by="ben",
    evidence="It stayed under 80 ms.",
    told_overdue=True,
)
POSTED = CheckPosted("CR-1", "staging-soak", "passed", 1, "d" * 64, "api:ci", "", "")
WAS_USED = GlassUsed("CR-1", 1, "max", "deploy", 1, "d" * 64)
OVERDUE = ObligationOverdue("CR-1", 1, "review", "max", "", "")


def changed(store: Store, key: str, event: Event = POSTED, **fields: Any) -> Change:
    """Record that the change has these fields from now on."""
    with store.transaction() as tx:
        change = replace(tx.lock(key), **fields)
        tx.record(Outcome(change, (event,), Verdict("", State.PENDING, ""), NOW), facts())
    return read(store, key)


def stranger(url: str, key: str) -> Change:
    """The change as a process reads it that has never seen it before."""
    store = open_store(url)
    try:
        return read(store, key)
    finally:
        store.close()


def test_everything_comes_back_as_it_was_recorded(store: Store, store_url: str) -> None:
    key = opened(store).key
    fields: dict[str, Any] = {
        "check_runs": (RUN, replace(RUN, number=2, outcome=CheckOutcome.FAILED, summary="")),
        "declarations": (USED,),
        "obligations": (REVIEW, CONDITION),
        "unreachable": "No senior besides the contributors owns checkout.",
        "asked": ("cleo", "ana"),
    }
    present = changed(store, key, **fields)
    assert present == stranger(store_url, key)
    assert {name: getattr(present, name) for name in fields} == fields


def test_a_decision_comes_back_with_all_that_it_was_bound_to(store: Store, store_url: str) -> None:
    key = opened(store).key
    plain = Decision(
        number=1,
        person="ana",
        verb=Verb.REJECT,
        revision=1,
        revision_digest="d" * 64,
        environment="production",
        policy_digest="e" * 64,
        level="senior",
        surface="slack",
        at=NOW,
        comment="Not yet.",
    )
    delegated = replace(plain, number=2, person="eve", shown="f" * 64, on_behalf_of="ana")
    delegated = replace(delegated, named_by=("anyone", "for team:payments"))
    lifted = replace(plain, number=3, person="max", verb=Verb.LIFT, lifts=1)
    present = changed(store, key, decisions=(plain, delegated, lifted))
    assert present.decisions == (plain, delegated, lifted)
    assert present == stranger(store_url, key)


def test_what_becomes_another_is_written_anew(store: Store, store_url: str) -> None:
    key = opened(store).key
    changed(store, key, declarations=(GLASS,), obligations=(REVIEW, CONDITION))
    changed(store, key, WAS_USED, declarations=(USED,))
    told = replace(REVIEW, told_overdue=True)
    present = changed(store, key, OVERDUE, obligations=(told, CONDITION))
    assert present.declarations == (USED,)
    assert present.obligations == (told, CONDITION)
    assert present == stranger(store_url, key)


def test_a_revision_of_several_systems_is_found_by_each(store: Store) -> None:
    key = opened(store, systems=("checkout", "ledger")).key
    revised(store, key, systems=("ledger",))
    commit = read(store, key).present.commit
    with store.reading() as reading:
        for system in ("checkout", "ledger"):
            assert [one.key for one in reading.changes_at(system, "production", commit)] == [key]
        assert reading.changes_at("login", "production", commit) == ()


def test_what_is_owed_is_found_until_it_is_closed(store: Store) -> None:
    late, soon, paid = (opened(store).key for _ in range(3))
    opened(store)
    first = replace(REVIEW, due_at=NOW + 2 * HOUR)
    changed(store, late, obligations=(first, replace(first, number=2)))
    changed(store, soon, obligations=(replace(REVIEW, due_at=NOW + HOUR),))
    changed(store, paid, obligations=(replace(CONDITION, number=1),))
    with store.reading() as reading:
        assert reading.indebted_keys() == (late, soon)
    told = replace(first, told_overdue=True)
    changed(store, late, OVERDUE, obligations=(told, replace(told, number=2)))
    changed(store, soon, obligations=(replace(REVIEW, closed_at=NOW, closed_by="ana"),))
    with store.reading() as reading:
        assert reading.indebted_keys() == (late,)


def test_two_replicas_tell_an_overdue_obligation_once(store: Store, store_url: str) -> None:
    key = opened(store).key
    changed(store, key, obligations=(REVIEW,))
    other = open_store(store_url)

    def tell(here: Store) -> bool:
        with here.transaction() as tx:
            change = tx.lock(key)
            (owed,) = change.obligations
            if owed.told_overdue:
                return False
            told = replace(change, obligations=(replace(owed, told_overdue=True),))
            tx.record(Outcome(told, (OVERDUE,), Verdict("", State.PENDING, ""), NOW), facts())
        return True

    results = at_once([lambda: tell(store), lambda: tell(other)] * 3)
    assert sorted(results) == [False] * 5 + [True]
    assert read(store, key) == read(other, key)
    other.close()


TAMPERING = {
    "a run": "UPDATE check_runs SET body = replace(body, 'passed', 'great')",
    "no JSON": "UPDATE check_runs SET body = '{'",
    "a declaration": "UPDATE declarations SET body = replace(body, 'used_at', 'used')",
    "an obligation": "UPDATE obligations SET body = replace(body, 'false', '0')",
    "a run is gone": "DELETE FROM check_runs WHERE number = 1",
}


@pytest.mark.parametrize("statement", TAMPERING.values(), ids=TAMPERING)
def test_a_row_that_was_edited_is_refused(store: Store, store_url: str, statement: str) -> None:
    key = opened(store).key
    runs = (RUN, replace(RUN, number=2))
    changed(store, key, check_runs=runs, declarations=(GLASS,), obligations=(REVIEW,))
    behind_its_back(store_url, statement)
    with pytest.raises(Refused) as refused:
        stranger(store_url, key)
    assert refused.value.code == "tampered"


Edit = Callable[[dict[str, Any]], object]
OTHERS: dict[str, tuple[annexes.Annex, Edit]] = {
    "a field lacks": (RUN, lambda body: body.pop("link")),
    "a field more": (RUN, lambda body: body.update(more=1)),
    "a number for a text": (RUN, lambda body: body.update(summary=1)),
    "a text for a number": (GLASS, lambda body: body.update(revision="1")),
    "a yes for a number": (REVIEW, lambda body: body.update(reviewers=True)),
    "a number for a yes": (REVIEW, lambda body: body.update(told_overdue=0)),
    "another outcome": (RUN, lambda body: body.update(outcome="PASSED")),
    "an instant without a zone": (GLASS, lambda body: body.update(expires_at="2026-03-02T10:00")),
    "nothing for an instant": (REVIEW, lambda body: body.update(due_at=None)),
    "a review that lacks its note": (REVIEW, lambda body: body["reviews"][0].pop("note")),
    "reviews by name": (REVIEW, lambda body: body.update(reviews={"ana": 1})),
}
READERS: dict[type, Callable[[int, str], annexes.Annex]] = {
    CheckRun: annexes.check_run,
    Declaration: annexes.declaration,
    Obligation: annexes.obligation,
}


@pytest.mark.parametrize(("annex", "edit"), OTHERS.values(), ids=OTHERS)
def test_a_body_is_read_strictly(annex: annexes.Annex, edit: Edit) -> None:
    read_one = READERS[type(annex)]
    body = json.loads(annexes.body(annex))
    assert read_one(annex.number, json.dumps(body)) == annex
    edit(body)
    with pytest.raises((ValueError, TypeError)):
        read_one(annex.number, json.dumps(body))
