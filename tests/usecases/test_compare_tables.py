"""The tables are what the log tells, and whoever edits one behind its back is told of."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.usecases.comparing import MOMENT, compared_file, edit, sentences

COLUMNS = {
    "changes": "number requester source status opened_at expires_at state unreachable kind risk "
    "assistance",
    "revisions": "digest content submitted_by submitted_at is_erased kind risk assistance",
    "targets": "environment commit_sha",
    "decisions": "person verb revision revision_digest environment policy_digest level surface at "
    "comment shown on_behalf_of lifts named_by read_at",
    "declarations": "at",
    "obligations": "owed due_at is_open created_at closed_at",
    "states": "state at",
    "bypasses": "system at",
    "policies": "digest adopted_by why approved_by adopted_at",
    "digests": "made_at body is_erased hash sent_by checkpoint",
    "attestations": "version hash checkpoint note at remind_at reminded_at",
    "absences": "until delegate set_by",
    "incidents": "title severity began_at ended_at link key posted_by",
}
"""What is compared, one by one, by table."""

PARTS = {
    "check_runs": "name outcome revision revision_digest posted_by at link summary",
    "declarations": "person reason revision revision_digest environment surface expires_at "
    "used_at used_by",
    "obligations": "by text closed_by evidence told_overdue",
    "questions": "asker text asked_at answer answered_by answered_at",
    "hand_overs": "person to at",
    "nudges": "by people at",
    "snoozes": "person until at revision ended",
    "cancellations": "person reason at surface",
    "deployments": "system environment revision outcome posted_by at passed link",
}
"""The same of JSON texts; what is no table is a kind of note."""

KEYS = {
    "changes": "key told version next_step_at asked",
    "policies": "number content",  # what it means is compared
    "digests": "director week version",
    "attestations": "director week",
    "absences": "person",
    "incidents": "system id",
    "targets": "key revision system",
}
"""Rows are told apart by them, or no entry tells of them; else `key`, `number` and `body`."""
NOTES = PARTS.keys() - {"check_runs", "declarations", "obligations"}
WHERE = {
    "targets": "key = 'CR-1' AND system = 'ledger'",
    "changes": "key = 'CR-1'",
    "states": "key = 'CR-1' AND number = 10",
    "declarations": "key = 'CR-3'",
    "bypasses": "key = 'CR-2'",
    "policies": "number = 1",
    "digests": "director = 'max'",
    "attestations": "director = 'max'",
    "absences": "person = 'cleo'",
    "incidents": "id = 'INC-1'",
}
OF = {"cancellations": "CR-4", "deployments": "CR-1", "declarations": "CR-3", "reviews": "CR-3"}
"""In which change there is one; else notes are looked for in CR-2, and the rest in CR-1."""
OWN = ["chains", "checkpoint_posts", "checkpoints", "entries", "epochs", "leaves", "tiles"]
OWN += ["policy_texts", "witnesses", "words"]  # of the log itself
NOT_TOLD = ["accounts", "alembic_version", "asked", "cards", "counters", "deliveries", "drafts"]
NOT_TOLD += ["digest_above", "digest_lists", "digest_posts", "gate_answers", "lost_channels"]
NOT_TOLD += ["openings", "outbox", "reminded", "roster", "standings", "tokens", "user_groups"]
NOT_TOLD += ["viewers"]


def test_nothing_differs_where_everything_happened(whole: Path) -> None:
    faults, done = compared_file(whole)
    assert faults == []
    assert (done.changes, done.approvals, done.unread, done.erased) == (5, 2, 0, 0)
    with closing(sqlite3.connect(whole)) as file:
        assert file.execute("SELECT COUNT(*) FROM entries").fetchone() == (done.entries,)


def test_every_table_and_column_is_compared_or_said_not_to_be(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as file:
        tables = {
            one for (one,) in file.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
        assert tables == {*OWN, *NOT_TOLD, *COLUMNS, "check_runs", "notes"}
        for table, columns in COLUMNS.items():
            there = {row[1] for row in file.execute(f"PRAGMA table_info({table})")}
            others = KEYS.get(table, "key number body").split()
            assert there.difference(others) == set(columns.split()), table


UNREADABLE = "cannot be read"
SAID = {"is_erased": "was erased, and no entry tells of an erasure"}


def forged(column: str, value: object) -> object:
    """Return something else of that kind."""
    if column.endswith("at") or column == "until":
        return MOMENT
    if isinstance(value, int):
        return 1 - value if column.startswith("is_") else value + 7
    return '["forged"]' if column == "named_by" else "forged"


ALONE = {"revisions", "declarations", "obligations", "policies", "digests"}
"""Tables of which one edit can hide another: each column of them is edited in a file of its own."""

EDITS = [(table, columns.split()) for table, columns in COLUMNS.items() if table not in ALONE]
EDITS += [(table, [one]) for table in sorted(ALONE) for one in COLUMNS[table].split()]


@pytest.mark.parametrize(("table", "columns"), EDITS)
def test_each_edited_column_is_named(copy: Path, table: str, columns: list[str]) -> None:
    where = WHERE.get(table, "key = 'CR-1' AND number = 1")
    with closing(sqlite3.connect(copy)) as file, file:
        for column in columns:
            found = file.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()  # noqa: S608
            values = (forged(column, found[0]),)
            file.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", values)  # noqa: S608
    said = sentences(copy)
    assert len(said) == len(columns)
    for column in columns:
        assert any(f"`{column}`" in one or SAID.get(column, UNREADABLE) in one for one in said)


def other(value: object) -> object:
    match value:
        case bool():
            return not value
        case int():
            return value + 7
        case list():
            return [*value, *value] or ["forged"]
        case _:
            return "forged"


@pytest.mark.parametrize(("table", "parts"), [*PARTS.items(), ("obligations", "reviews")])
def test_each_edited_part_of_a_text_is_named(copy: Path, table: str, parts: str) -> None:
    key = OF.get(parts, OF.get(table, "CR-2" if table in NOTES else "CR-1"))
    name, where = table, f"key = '{key}' AND number = 1"
    if table in NOTES:
        name, where = "notes", f"{where} AND kind = '{table}'"
    with closing(sqlite3.connect(copy)) as file, file:
        (text,) = file.execute(f"SELECT body FROM {name} WHERE {where}").fetchone()  # noqa: S608
        body = json.loads(text)
        body |= {part: other(body[part]) for part in parts.split()}
        file.execute(f"UPDATE {name} SET body = ? WHERE {where}", (json.dumps(body),))  # noqa: S608
    said = sentences(copy)
    assert all(one.startswith(f"{key}: ") for one in said)
    assert all(any(f"`{part}`" in one for one in said) for part in parts.split())
    assert len(said) == len(parts.split())


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM changes WHERE key = 'CR-1'", "CR-1: has entries, and is not in the tables"),
        (
            "DELETE FROM decisions WHERE key = 'CR-1' AND number = 4",
            "CR-1: decision 4 is not in the tables, the log tells of it (entry 9)",
        ),
        (
            """INSERT INTO decisions (key, number, person, verb, revision, revision_digest,
                environment, policy_digest, level, surface, at, comment)
            SELECT key, 5, 'dan', verb, revision, revision_digest, environment, policy_digest,
                level, surface, at, comment FROM decisions WHERE key = 'CR-1' AND number = 4""",
            "CR-1: decision 5 is in the tables, and no entry tells of it",
        ),
        (
            "UPDATE changes SET state = 'approved' WHERE key = 'CR-5'",
            "CR-5: the change has `state` approved in the table, the log says pending (entry 7)",
        ),
        (
            "UPDATE decisions SET person = 'ben' WHERE key = 'CR-1' AND number = 1",
            "CR-1: decision 1 has `person` ben in the table, the log says ana (entry 3)",
        ),
        (
            "UPDATE decisions SET comment = 'Bad.' WHERE key = 'CR-1' AND number = 1",
            "CR-1: decision 1 has another `comment` than the log holds (entry 3)",
        ),
        (
            "DELETE FROM notes WHERE key = 'CR-4' AND kind = 'cancellations'",
            "CR-4: cancellation 1 is not in the tables, the log tells of it (entry 4)",
        ),
        (
            "DELETE FROM absences WHERE person = 'cleo'",
            "person:cleo: the absence is not in the tables, the log tells of it (entry 1)",
        ),
        (
            "INSERT INTO absences VALUES ('eve', '2027-01-01', 'ana', 'max')",
            "person:eve: the absence is in the tables, and no entry tells of it",
        ),
        (
            "INSERT INTO absences VALUES ('max', '2027-01-01', 'ana', 'max')",
            "person:max: the absence is in the tables, and no entry tells of it",
        ),
        (
            "DELETE FROM policies",
            "policy: adopted policy 1 is not in the tables, the log tells of it (entry 1)",
        ),
        (
            "DELETE FROM digests WHERE director = 'max'",
            "digest:max: digest 2026-W09 1 is not in the tables, the log tells of it (entry 1)",
        ),
        (
            "UPDATE policies SET content = REPLACE(content, 'sign_offs: 2', 'sign_offs: 1')",
            "policy: adopted policy 1 has another `content` than its digest says",
        ),
        (
            "UPDATE revisions SET content = 'no JSON' WHERE key = 'CR-1'",
            "CR-1: revision 1 cannot be read",
        ),
        (
            "UPDATE obligations SET body = x'00ff' WHERE key = 'CR-1'",
            "CR-1: obligation 1 cannot be read",
        ),
        (
            """INSERT INTO changes (key, number, requester, source, status, opened_at, expires_at,
                state, told, version)
            SELECT 'CR-9', 9, requester, source, status, opened_at, expires_at, state, told, version
            FROM changes WHERE key = 'CR-1'""",
            "CR-9: the change is in the tables, and no entry tells of it",
        ),
    ],
)
def test_what_was_done_to_a_row_is_told(copy: Path, statement: str, told: str) -> None:
    edit(copy, statement)
    assert any(one.startswith(told) for one in sentences(copy))
