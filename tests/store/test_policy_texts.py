"""The text of every policy under which something was recorded is kept under its digest."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import make_url

from chatops.core import gate
from chatops.core.decide import Decide, decide
from chatops.core.decision import Verb
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.refused import Refused
from chatops.store.database import Store
from chatops.store.on_sqlite import Sqlite
from chatops.store.session import Driver
from tests import builders as make
from tests.store.acting import behind_its_back, opened
from tests.store.test_policies import FIRST, adopts

TEXT = '{"policy":{"rules":[]},"version":1}'


def judged_by(text: str) -> Facts:
    """Return facts with a policy of which this is the canonical text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return make.facts(the_policy=replace(make.policy(), digest=digest, canonical=text))


def approves(
    store: Store, key: str, given: Facts, who: str = "ana", *, fails: bool = False
) -> None:
    with store.transaction() as tx:
        command = Decide(key, who, Verb.APPROVE, 1, "slack", "")
        tx.record(decide(tx.lock(key), command, given, make.NOW), given)
        if fails:
            raise RuntimeError("gone wrong")


def both_approved(store: Store, keys: list[str]) -> None:
    """Let somebody approve several changes in one transaction: the second finds the text."""
    with store.transaction() as tx:
        for key in keys:
            command = Decide(key, "ana", Verb.APPROVE, 1, "slack", "")
            given = judged_by(TEXT)
            tx.record(decide(tx.lock(key), command, given, make.NOW), given)


def kept(store: Store, text: str) -> str | None:
    with store.reading() as reading:
        return reading.policy_text(hashlib.sha256(text.encode()).hexdigest())


def test_it_is_there_after_the_first_decision_and_stays(store: Store) -> None:
    key = opened(store).key
    assert kept(store, TEXT) is None
    for who in ("ana", "cleo", "dan"):
        approves(store, key, judged_by(TEXT), who)
        assert kept(store, TEXT) == TEXT


def test_one_that_was_rolled_back_is_written_with_the_next(store: Store) -> None:
    key = opened(store).key
    for _ in range(2):
        with pytest.raises(RuntimeError, match="gone wrong"):
            approves(store, key, judged_by(TEXT), fails=True)
    assert kept(store, TEXT) is None
    approves(store, key, judged_by(TEXT))
    assert kept(store, TEXT) == TEXT


def test_what_a_failed_commit_took_with_it_is_written_with_the_next(
    sqlite_store: Store, sqlite_url: str
) -> None:
    keys = [opened(sqlite_store).key for _ in range(2)]
    failures = [sqlite3.OperationalError("the disk is full")]

    def commit(driver: Driver) -> None:
        if failures:
            raise failures.pop()
        driver.commit()

    with closing(Store(Sqlite(make_url(sqlite_url), commit))) as store:
        with pytest.raises(sqlite3.OperationalError):
            both_approved(store, keys)
        assert kept(store, TEXT) is None
        approves(store, keys[0], judged_by(TEXT))
        assert kept(store, TEXT) == TEXT


def test_the_gates_and_an_adopted_one_are_kept_too(store: Store) -> None:
    question = Question("ci", "checkout", "production", make.SHA)
    given = gate.answer(question, (), judged_by(TEXT), make.NOW)
    with store.transaction() as tx:
        event = gate.answered(question, given, judged_by(TEXT))
        tx.record_answer(question, given, event, "f", make.NOW, policy=judged_by(TEXT).policy)
    assert kept(store, TEXT) == TEXT
    digest = hashlib.sha256(b"{}").hexdigest()
    adopts(store, replace(FIRST, digest=digest, canonical="{}"))
    assert kept(store, "{}") == "{}"


@pytest.mark.parametrize(
    "statement", ["UPDATE policy_texts SET content = ''", "DELETE FROM policy_texts"]
)
def test_the_database_refuses_to_change_one(store: Store, store_url: str, statement: str) -> None:
    approves(store, opened(store).key, judged_by(TEXT))
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="only ever added"):
        behind_its_back(store_url, statement)
    assert kept(store, TEXT) == TEXT


def test_another_text_under_its_digest_is_not_told(sqlite_store: Store, sqlite_url: str) -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    behind_its_back(sqlite_url, f"INSERT INTO policy_texts VALUES ('{digest}', '{TEXT} ')")  # noqa: S608 - ours
    with pytest.raises(Refused, match="is another one"):
        kept(sqlite_store, TEXT)
