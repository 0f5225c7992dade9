"""The words beside the log are read back with their entries, and can only be erased."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg
import pytest

from chatops.core.gate import Question
from chatops.core.private import ALTERED, ERASED
from chatops.core.verdict import State
from chatops.store.database import Store
from tests.store.acting import behind_its_back, decided, faults, opened
from tests.store.test_trail import asked

ERASE = "UPDATE words SET salt = NULL, text = NULL"


def told(store: Store, scope: str, tag: str) -> dict[str, Any]:
    with store.reading() as reading:
        return next(one.data["event"] for one in reading.entries(scope) if one.tag == tag)


def column(url: str, query: str) -> list[Any]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return [one for (one,) in connection.execute(query)]
    with psycopg.connect(url) as connection:
        return [one for (one,) in connection.execute(query.encode())]


def approved(store: Store) -> str:
    key = opened(store, title="Faster checkout").key
    decided(store, key, "ana", comment="Fine by me.")
    decided(store, key, "cleo")
    asked(store)
    return key


def test_they_are_told_under_the_fields_own_names(store: Store, store_url: str) -> None:
    key = approved(store)
    assert told(store, key, "change:opened")["title"] == "Faster checkout"
    assert told(store, key, "decision:made")["comment"] == "Fine by me."
    assert told(store, key, "verdict:changed")["sentence"].startswith("Approved")
    assert told(store, key, "gate:answered")["sentences"][0].startswith(f"{key}: Approved")
    asked(store, Question("ci", "checkout", "production", "b" * 40))
    assert told(store, "gate:checkout", "gate:answered")["sentences"]
    bodies = "".join(column(store_url, "SELECT body FROM entries"))
    assert not [one for one in ("Faster", "Fine by me", "Approved") if one in bodies]
    salts = column(store_url, "SELECT salt FROM words")
    assert len({*salts}) == len(salts) == 5
    assert column(store_url, "SELECT person FROM words WHERE field = 'comment'") == ["ana"]


def test_the_gate_knows_what_passed_without_the_words(store: Store, store_url: str) -> None:
    key = approved(store)
    behind_its_back(store_url, ERASE)
    with store.reading() as reading:
        assert [one.state for one in reading.passed(key)] == [State.APPROVED]


def test_an_erased_one_says_so_and_the_chain_still_holds(store: Store, store_url: str) -> None:
    key = approved(store)
    behind_its_back(store_url, f"{ERASE} WHERE field <> 'title'")
    assert told(store, key, "decision:made")["comment"] == ERASED
    assert told(store, key, "gate:answered")["sentences"] == [ERASED]
    assert told(store, key, "change:opened")["title"] == "Faster checkout"
    assert faults(store) == []


REFUSED = (
    "DELETE FROM words",
    "UPDATE words SET text = '\"Never.\"'",
    "UPDATE words SET salt = NULL",
    "UPDATE words SET person = 'eve', salt = NULL, text = NULL",
    "UPDATE words SET number = number + 9, salt = NULL, text = NULL",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_all_but_erasing(store: Store, store_url: str, statement: str) -> None:
    key = approved(store)
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="only ever erased"):
        behind_its_back(store_url, statement)
    assert told(store, key, "decision:made")["comment"] == "Fine by me."
    behind_its_back(store_url, ERASE)
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match="only ever erased"):
        behind_its_back(store_url, "UPDATE words SET text = '\"Back.\"', salt = NULL")


@pytest.mark.postgres
def test_postgresql_refuses_to_truncate_them(postgres_url: str) -> None:
    for table in ("words", "policy_texts"):
        with pytest.raises(psycopg.Error, match="only ever"):
            behind_its_back(postgres_url, f"TRUNCATE {table}")


def test_whoever_gets_past_the_triggers_is_not_believed(
    sqlite_store: Store, sqlite_url: str
) -> None:
    key = approved(sqlite_store)
    behind_its_back(sqlite_url, "DROP TRIGGER words_refuse_update")
    behind_its_back(sqlite_url, "UPDATE words SET text = '\"Never.\"' WHERE field = 'comment'")
    assert told(sqlite_store, key, "decision:made")["comment"] == ALTERED
