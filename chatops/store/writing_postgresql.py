"""Writes an outcome to PostgreSQL in one data-modifying statement: one round trip.

The rows travel as JSON, so the statement is the same however many there are and stays
prepared. A waiting card is locked rather than left alone (`DO UPDATE`): otherwise a sender
could claim it and draw the state from before this transaction's commit.
"""

import json
from functools import cache

from chatops.store.session import Session, Statement
from chatops.store.writing import Writing

_OPEN = """
    change AS (
        INSERT INTO changes
            (key, number, requester, source, status, opened_at, expires_at, state, told,
            version, unreachable, asked, kind, risk, assistance, next_step_at)
        VALUES (:key, :number, :requester, :source, :status, :opened_at, :expires_at, :state, :told,
            1, :unreachable, :asked, :kind, :risk, :assistance, :next_step_at)
        RETURNING key),
    chain AS (INSERT INTO chains (scope, seq, head) VALUES (:key, :seq, :head))"""
_MOVE = """
    change AS (
        UPDATE changes
        SET status = :status, expires_at = :expires_at, state = :state, told = :told,
        unreachable = :unreachable, asked = :asked, kind = :kind, risk = :risk,
        assistance = :assistance, next_step_at = :next_step_at, version = version + 1
        WHERE key = :key AND version = :version
        RETURNING key),
    chain AS (UPDATE chains SET seq = :seq, head = :head WHERE scope = :key)"""
_ROWS = {
    "revisions": """
    revision AS (
        INSERT INTO revisions
            (key, number, digest, content, submitted_by, submitted_at, kind, risk, assistance)
        SELECT :key, * FROM json_to_recordset(CAST(:revisions AS json)) AS given
            (number int, digest text, content text, submitted_by text,
            submitted_at timestamptz, kind text, risk text, assistance text))""",
    "targets": """
    target AS (
        INSERT INTO targets (key, revision, system, environment, commit_sha)
        SELECT :key, * FROM json_to_recordset(CAST(:targets AS json)) AS given
            (revision int, system text, environment text, commit_sha text))""",
    "decisions": """
    decision AS (
        INSERT INTO decisions
            (key, number, person, verb, revision, revision_digest, environment, policy_digest,
            level, surface, at, comment, shown, on_behalf_of, lifts, named_by, read_at)
        SELECT :key, * FROM json_to_recordset(CAST(:decisions AS json)) AS given
            (number int, person text, verb text, revision int, revision_digest text,
            environment text, policy_digest text, level text, surface text, at timestamptz,
            comment text, shown text, on_behalf_of text, lifts int, named_by text,
            read_at timestamptz))""",
    "check_runs": """
    check_run AS (
        INSERT INTO check_runs (key, number, body)
        SELECT :key, * FROM json_to_recordset(CAST(:check_runs AS json)) AS given
            (number int, body text))""",
    "declarations": """
    declaration AS (
        INSERT INTO declarations (key, number, body, at)
        SELECT :key, * FROM json_to_recordset(CAST(:declarations AS json)) AS given
            (number int, body text, at timestamptz)
        ON CONFLICT (key, number) DO UPDATE SET body = excluded.body)""",
    "obligations": """
    obligation AS (
        INSERT INTO obligations (key, number, owed, due_at, is_open, created_at, closed_at, body)
        SELECT :key, * FROM json_to_recordset(CAST(:obligations AS json)) AS given
            (number int, owed text, due_at timestamptz, is_open boolean, created_at timestamptz,
            closed_at timestamptz, body text)
        ON CONFLICT (key, number) DO UPDATE SET due_at = excluded.due_at,
            is_open = excluded.is_open, closed_at = excluded.closed_at, body = excluded.body)""",
    "notes": """
    note AS (
        INSERT INTO notes (key, kind, number, body)
        SELECT :key, * FROM json_to_recordset(CAST(:notes AS json)) AS given
            (kind text, number int, body text)
        ON CONFLICT (key, kind, number) DO UPDATE SET body = excluded.body)""",
    "states": """
    state AS (
        INSERT INTO states (key, at, number, state)
        SELECT :key, CAST(:at AS timestamptz), *
        FROM json_to_recordset(CAST(:states AS json)) AS given (number int, state text))""",
    "bypasses": """
    bypass AS (
        INSERT INTO bypasses (key, number, system, at)
        SELECT :key, * FROM json_to_recordset(CAST(:bypasses AS json)) AS given
            (number int, system text, at timestamptz))""",
    "words": """
    word AS (
        INSERT INTO words (scope, number, field, person, salt, text)
        SELECT :key, * FROM json_to_recordset(CAST(:words AS json)) AS given
            (number int, field text, person text, salt text, text text))""",
    "ask": """
    unasked AS (
        DELETE FROM asked WHERE key = :key AND person NOT IN (
            SELECT json_array_elements_text(CAST(:ask AS json)))),
    asking AS (
        INSERT INTO asked (person, key)
        SELECT json_array_elements_text(CAST(:ask AS json)), :key ON CONFLICT DO NOTHING)""",
}
_ENTRIES = """
    entry AS (
        INSERT INTO entries (scope, at, number, tag, body, hash)
        SELECT :key, CAST(:at AS timestamptz), *
        FROM json_to_recordset(CAST(:entries AS json)) AS given
            (number int, tag text, body text, hash text))"""
_PARCELS = """
    parcel AS (
        INSERT INTO outbox
            (lane, card, notice, state, created_at, due_at, attempts, in_doubt, error)
        SELECT lane, card, notice, 'waiting', CAST(:at AS timestamptz),
            due_at, 0, FALSE, ''
        FROM json_to_recordset(CAST(:parcels AS json)) AS given
            (lane text, card text, notice text, due_at timestamptz)
        ON CONFLICT (card) WHERE state = 'waiting' DO UPDATE SET card = excluded.card)"""


@cache
def statement(*names: str, is_new: bool) -> Statement:
    """Return the statement for an outcome with such rows (`_ROWS`); all bring entries."""
    rows = (_ROWS[name] for name in names)
    parts = ",".join((_OPEN if is_new else _MOVE, *rows, _ENTRIES, _PARCELS))
    return Statement(f"WITH {parts} SELECT key FROM change")  # noqa: S608 - only constants of this module


def write(session: Session, writing: Writing) -> bool:
    """Write everything; return False where the change is at another version."""
    rows = {name: _json(some) for name, some in writing.rows().items()}
    whole = statement(*rows, is_new=writing.is_new)
    rows |= {"entries": _json(writing.entries), "parcels": _json(writing.parcels)}
    return session.run(whole, **writing.scalars(), **rows).fetchone() is not None


def _json(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
