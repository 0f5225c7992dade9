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
            version)
        VALUES (:key, :number, :requester, :source, :status, :opened_at, :expires_at, :state, :told,
            1)
        RETURNING key),
    chain AS (INSERT INTO chains (scope, seq, head) VALUES (:key, :seq, :head))"""
_MOVE = """
    change AS (
        UPDATE changes
        SET status = :status, expires_at = :expires_at, state = :state, told = :told,
        version = version + 1
        WHERE key = :key AND version = :version
        RETURNING key),
    chain AS (UPDATE chains SET seq = :seq, head = :head WHERE scope = :key)"""
_REVISIONS = """
    revision AS (
        INSERT INTO revisions
            (key, number, system, environment, commit_sha, digest, content, submitted_by,
            submitted_at)
        SELECT :key, * FROM json_to_recordset(CAST(:revisions AS json)) AS given
            (number int, system text, environment text, commit_sha text, digest text,
            content text, submitted_by text, submitted_at timestamptz))"""
_DECISIONS = """
    decision AS (
        INSERT INTO decisions
            (key, number, person, verb, revision, revision_digest, environment, policy_digest,
            level, surface, at, comment)
        SELECT :key, * FROM json_to_recordset(CAST(:decisions AS json)) AS given
            (number int, person text, verb text, revision int, revision_digest text,
            environment text, policy_digest text, level text, surface text, at timestamptz,
            comment text))"""
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
        SELECT lane, card, notice, 'waiting', CAST(:at AS timestamptz), CAST(:at AS timestamptz),
            0, FALSE, ''
        FROM json_to_recordset(CAST(:parcels AS json)) AS given
            (lane text, card text, notice text)
        ON CONFLICT (card) WHERE state = 'waiting' DO UPDATE SET card = excluded.card)"""


@cache
def statement(*, is_new: bool, revisions: bool, decisions: bool) -> Statement:
    """Return the statement for an outcome that brings such rows; all bring entries."""
    parts = [
        _OPEN if is_new else _MOVE,
        *([_REVISIONS] if revisions else []),
        *([_DECISIONS] if decisions else []),
        _ENTRIES,
        _PARCELS,
    ]
    return Statement(f"WITH {','.join(parts)} SELECT key FROM change")  # noqa: S608 - only constants of this module


def write(session: Session, writing: Writing) -> bool:
    """Write everything; return False where the change is at another version."""
    whole = statement(
        is_new=writing.is_new,
        revisions=bool(writing.revisions),
        decisions=bool(writing.decisions),
    )
    rows = {
        "revisions": _json(writing.revisions),
        "decisions": _json(writing.decisions),
        "entries": _json(writing.entries),
        "parcels": _json(writing.parcels),
    }
    return session.run(whole, **writing.scalars(), **rows).fetchone() is not None


def _json(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
