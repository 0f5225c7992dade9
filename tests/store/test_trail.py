"""The audit trail only grows, and shows when somebody changed it."""

import json
import sqlite3
from functools import partial

import psycopg
import pytest

from chatops.core import gate
from chatops.core.gate import Question
from chatops.core.verdict import State
from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS
from chatops.store.database import Store
from tests.builders import NOW, SHA, facts
from tests.store.acting import at_once, behind_its_back, decided, faults, opened, read

QUESTION = Question("deploy", "checkout", "production", SHA)


def asked(store: Store, question: Question = QUESTION, fingerprint: str = "f") -> gate.Answer:
    with store.transaction() as tx:
        changes = tx.changes_at(question.system, question.environment, question.commit)
        for change in changes:
            tx.lock(change.key)
        given = gate.answer(question, changes, facts(), NOW)
        event = gate.answered(question, given, facts())
        tx.record_answer(question, given, event, fingerprint, NOW)
    return given


def test_every_event_is_an_entry(store: Store) -> None:
    key = opened(store).key
    for who in ("ana", "cleo"):
        decided(store, key, who, comment="Fine by me.")
    with store.reading() as reading:
        entries = reading.entries(key)
        head = reading.chain_head(key)
        assert list(reading.scopes()) == [key]
    tags = ["change:opened", "decision:made", "decision:made", "verdict:changed"]
    assert [one.tag for one in entries] == tags
    assert [one.number for one in entries] == [1, 2, 3, 4]
    assert entries[-1].hash == head
    assert all(one.at == NOW and one.scope == key for one in entries)
    assert faults(store) == []


def test_who_holds_a_scope_knows_how_many_entries_it_has(store: Store) -> None:
    key = opened(store).key
    decided(store, key, "ana")
    with store.transaction() as tx:
        assert (tx.hold(key), tx.log.last(key)) == (2, 2)
        assert (tx.hold("nothing"), tx.log.last("nothing")) == (0, 0)


def test_a_body_is_canonical_and_keeps_private_texts_out(store: Store) -> None:
    key = opened(store).key
    decided(store, key, "ana", comment="Fine by me.")
    with store.reading() as reading:
        entry = reading.entries(key)[1]
    assert canonical(json.loads(entry.body)).decode() == entry.body
    assert entry.data["event"] == json.loads(entry.body)["event"] | {"comment": "Fine by me."}
    assert (entry.data["scope"], entry.data["number"]) == (key, 2)
    assert entry.data["at"] == "2026-03-02T09:00:00.000000+00:00"
    assert "Fine by me." not in entry.body
    assert len(entry.data["event"]["comment_commitment"]) == 64


def test_a_scope_without_entries_ends_in_nothing(store: Store) -> None:
    with store.reading() as reading:
        assert reading.chain_head("CR-1") == GENESIS
        assert reading.entries("CR-1") == ()
        assert list(reading.scopes()) == []


def test_answers_of_the_gate_are_entries_of_the_change(store: Store) -> None:
    key = opened(store).key
    given = asked(store)
    assert given.key == key
    decided(store, key, "ana")
    with store.reading() as reading:
        tags = [one.tag for one in reading.entries(key)]
    assert tags == ["change:opened", "gate:answered", "decision:made"]
    assert read(store, key).version == 2
    assert faults(store) == []


def test_answers_without_a_change_are_entries_of_the_system(store: Store) -> None:
    assert asked(store).state is State.PENDING
    asked(store, Question("deploy", "x" * 5000, "production", SHA))
    with store.reading() as reading:
        assert list(reading.scopes()) == ["gate:checkout", f"gate:{'x' * 200}"]
        assert reading.entries("gate:checkout")[0].data["event"]["allowed"] is False
    assert faults(store) == []


def test_the_last_answer_to_a_question_is_remembered(store: Store) -> None:
    for fingerprint in ("one", "two"):
        asked(store, fingerprint=fingerprint)
    with store.reading() as reading:
        assert reading.last_answer(QUESTION) == "two"
        assert reading.last_answer(Question("other", "checkout", "production", SHA)) is None


def test_the_gate_and_deciders_share_a_chain(store: Store) -> None:
    key = opened(store).key
    people = [partial(decided, store, key, who) for who in ("ana", "cleo", "ana", "cleo")]
    results = at_once([*[partial(asked, store)] * 4, *people])
    assert not [one for one in results if isinstance(one, Exception)]
    assert faults(store) == []
    with store.reading() as reading:
        assert len(reading.entries(key)) == 1 + 4 + 3


def test_parallel_answers_start_one_chain(store: Store) -> None:
    results = at_once([lambda: asked(store)] * 6)
    assert not [one for one in results if isinstance(one, Exception)]
    assert faults(store) == []
    with store.reading() as reading:
        assert len(reading.entries("gate:checkout")) == 6


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entries SET body = '{}'", "DELETE FROM entries", "UPDATE entries SET number = 9"],
)
def test_the_database_refuses_to_change_entries(
    store: Store, store_url: str, statement: str
) -> None:
    opened(store)
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="only ever added"):
        behind_its_back(store_url, statement)
    assert faults(store) == []


@pytest.mark.postgres
def test_postgresql_refuses_to_truncate_entries(postgres_url: str) -> None:
    with pytest.raises(psycopg.Error, match="only ever added"):
        behind_its_back(postgres_url, "TRUNCATE entries")


EDITS = {
    "an edited body": (
        "UPDATE entries SET body = replace(body, 'ana', 'eve')",
        "entry 2 was changed",
    ),
    "a removed entry": ("DELETE FROM entries WHERE number = 2", "entry 2 is missing"),
    "a cut tail": ("DELETE FROM entries WHERE number > 2", "ends after entry 2"),
    "a moved head": ("UPDATE chains SET head = 'xx' || substr(head, 3)", "its head is another"),
}


@pytest.mark.parametrize(("statement", "fault"), EDITS.values(), ids=EDITS)
def test_whoever_gets_past_the_triggers_is_found_out(
    store: Store, store_url: str, statement: str, fault: str
) -> None:
    key = opened(store).key
    for who in ("ana", "cleo"):
        decided(store, key, who)
    if store.dialect == "sqlite":
        for verb in ("update", "delete"):
            behind_its_back(store_url, f"DROP TRIGGER entries_refuse_{verb}")
        behind_its_back(store_url, statement)
    else:
        off, on = (f"ALTER TABLE entries {one} TRIGGER USER" for one in ("DISABLE", "ENABLE"))
        behind_its_back(store_url, f"{off}; {statement}; {on}")
    (found,) = faults(store)
    assert fault in found
