"""Whatever cell somebody edits, `verify_log` says what is wrong and never fails itself."""

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.files.policy import meaning_of_text
from chatops.ledger.findings import Verified
from chatops.store.database import open_store
from chatops.usecases.seal import seal
from chatops.usecases.send_digests import send_digests
from chatops.usecases.verify_log import Asked, verify_log
from tests.databases import empty_database
from tests.usecases.directing import busy, directing, monday
from tests.usecases.everything import the_policy
from tests.usecases.sealing import keyed
from tests.usecases.stage import Stage

VALUES = ("'x'", "''", "'[]'", "'{}'", "7", "-1.5", "x'ff'", "NULL", "CAST(x'ff' AS TEXT)")
CELLS = """SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT IN ('sqlite_sequence', 'alembic_version') ORDER BY 1, 2"""
PARTS: tuple[object, ...] = ([], {}, [[]], 7, -1.5, None, True, "", "yesterday")


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small database of which nothing is guarded any more."""
    folder = tmp_path_factory.mktemp("little")
    with directing(empty_database(folder), the_policy=the_policy()) as made:
        log = keyed(made.store)
        busy(made)
        monday(made)
        send_digests(made.house)
        seal(log)
    with closing(sqlite3.connect(folder / "chatops.db")) as file:
        find = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in file.execute(find).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "chatops.db"


def verified(little: Path, edit: Any) -> Verified:
    """Edit a copy, and verify it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "chatops.db"
        path.write_bytes(little.read_bytes())
        with closing(sqlite3.connect(path)) as file, file:
            edit(file)
        store = open_store(f"sqlite:///{path}")
        try:
            house = replace(Stage(store).house, meaning=meaning_of_text)
            return verify_log(house, Asked(processes=1), lambda *_: None)
        finally:
            store.close()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 99), st.sampled_from(VALUES))
def test_no_edited_cell_ends_it(little: Path, cell: int, place: int, value: str) -> None:
    def edit(file: sqlite3.Connection) -> None:
        file.execute("PRAGMA foreign_keys = OFF")
        cells = file.execute(CELLS).fetchall()
        table, column = cells[cell % len(cells)]
        rows = file.execute(f"SELECT {column} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
        if rows:
            update = f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {column} IS ?"  # noqa: S608
            with suppress(sqlite3.IntegrityError):  # SQLite itself takes no text for a row's number
                file.execute(update, rows[place % len(rows)])

    verified(little, edit)


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_edited_part_of_an_entry_ends_it_and_all_are_told(
    little: Path, data: st.DataObject
) -> None:
    def edit(file: sqlite3.Connection) -> None:
        find = "SELECT id, body FROM entries ORDER BY id"
        number, body = data.draw(st.sampled_from(file.execute(find).fetchall()))
        entry = json.loads(body)
        part = data.draw(st.sampled_from([entry, entry["event"]]))
        name = data.draw(st.sampled_from(sorted(part)))
        other = [one for one in PARTS if one != part[name]]
        part[name] = data.draw(st.sampled_from(other))
        file.execute("UPDATE entries SET body = ? WHERE id = ?", (json.dumps(entry), number))

    assert verified(little, edit).findings.found


def test_an_entry_that_was_passed_over_is_named(little: Path) -> None:
    def edit(file: sqlite3.Connection) -> None:
        file.execute("DELETE FROM leaves WHERE number = 3")

    assert ("tree", "passed over") in verified(little, edit).findings.found
