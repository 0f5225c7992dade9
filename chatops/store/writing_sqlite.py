"""Writes an outcome to SQLite: one prepared statement for the rows of each table."""

from chatops.store.session import SqliteSession, Statement, stamp
from chatops.store.writing import Writing

OPEN = Statement(
    """INSERT INTO changes
        (key, number, requester, source, status, opened_at, expires_at, state, told, version)
    VALUES (:key, :number, :requester, :source, :status, :opened_at, :expires_at, :state, :told,
        1)"""
)
MOVE = Statement(
    """UPDATE changes
    SET status = :status, expires_at = :expires_at, state = :state, told = :told,
        version = version + 1
    WHERE key = :key AND version = :version"""
)
START = Statement("INSERT INTO chains (scope, seq, head) VALUES (:key, :seq, :head)")
ADVANCE = Statement("UPDATE chains SET seq = :seq, head = :head WHERE scope = :key")
REVISIONS = Statement(
    """INSERT INTO revisions
        (key, number, system, environment, commit_sha, digest, content, submitted_by, submitted_at)
    VALUES (:key, :number, :system, :environment, :commit_sha, :digest, :content, :submitted_by,
        :submitted_at)"""
)
DECISIONS = Statement(
    """INSERT INTO decisions
        (key, number, person, verb, revision, revision_digest, environment, policy_digest, level,
        surface, at, comment)
    VALUES (:key, :number, :person, :verb, :revision, :revision_digest, :environment,
        :policy_digest, :level, :surface, :at, :comment)"""
)
ENTRIES = Statement(
    """INSERT INTO entries (scope, number, at, tag, body, hash)
    VALUES (:key, :number, :at, :tag, :body, :hash)"""
)
PARCELS = Statement(
    """INSERT INTO outbox
        (lane, card, notice, state, created_at, due_at, attempts, in_doubt, error)
    VALUES (:lane, :card, :notice, 'waiting', :at, :at, 0, FALSE, '')
    ON CONFLICT (card) WHERE state = 'waiting' DO NOTHING"""
)


def write(session: SqliteSession, writing: Writing) -> bool:
    """Write everything; return False where the change is at another version."""
    scalars = writing.scalars()
    if session.run(OPEN if writing.is_new else MOVE, **scalars).rowcount != 1:
        return False
    session.run(START if writing.is_new else ADVANCE, **scalars)
    key = writing.change.key
    at = stamp(writing.at)
    session.many(REVISIONS, [{"key": key, **row} for row in writing.revisions])
    session.many(DECISIONS, [{"key": key, **row} for row in writing.decisions])
    session.many(ENTRIES, [{"key": key, "at": at, **row} for row in writing.entries])
    session.many(PARCELS, [{"at": at, **row} for row in writing.parcels])
    return True
