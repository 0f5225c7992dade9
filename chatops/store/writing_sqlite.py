"""Writes an outcome to SQLite: one prepared statement for the rows of each table."""

from chatops.store import words
from chatops.store.session import SqliteSession, Statement, stamp
from chatops.store.writing import Writing

OPEN = Statement(
    """INSERT INTO changes
        (key, number, requester, source, status, opened_at, expires_at, state, told, version,
        unreachable, asked, kind, risk, assistance, next_step_at)
    VALUES (:key, :number, :requester, :source, :status, :opened_at, :expires_at, :state, :told,
        1, :unreachable, :asked, :kind, :risk, :assistance, :next_step_at)"""
)
MOVE = Statement(
    """UPDATE changes
    SET status = :status, expires_at = :expires_at, state = :state, told = :told,
        unreachable = :unreachable, asked = :asked, kind = :kind, risk = :risk,
        assistance = :assistance, next_step_at = :next_step_at, version = version + 1
    WHERE key = :key AND version = :version"""
)
START = Statement("INSERT INTO chains (scope, seq, head) VALUES (:key, :seq, :head)")
ADVANCE = Statement("UPDATE chains SET seq = :seq, head = :head WHERE scope = :key")
REVISIONS = Statement(
    """INSERT INTO revisions
        (key, number, digest, content, submitted_by, submitted_at, kind, risk, assistance)
    VALUES (:key, :number, :digest, :content, :submitted_by, :submitted_at, :kind, :risk,
        :assistance)"""
)
TARGETS = Statement(
    """INSERT INTO targets (key, revision, system, environment, commit_sha)
    VALUES (:key, :revision, :system, :environment, :commit_sha)"""
)
DECISIONS = Statement(
    """INSERT INTO decisions
        (key, number, person, verb, revision, revision_digest, environment, policy_digest, level,
        surface, at, comment, shown, on_behalf_of, lifts, named_by, read_at)
    VALUES (:key, :number, :person, :verb, :revision, :revision_digest, :environment,
        :policy_digest, :level, :surface, :at, :comment, :shown, :on_behalf_of,
        :lifts, :named_by, :read_at)"""
)
CHECK_RUNS = Statement("INSERT INTO check_runs (key, number, body) VALUES (:key, :number, :body)")
DECLARATIONS = Statement(
    """INSERT INTO declarations (key, number, body, at) VALUES (:key, :number, :body, :at)
    ON CONFLICT (key, number) DO UPDATE SET body = excluded.body"""
)
OBLIGATIONS = Statement(
    """INSERT INTO obligations (key, number, owed, due_at, is_open, created_at, closed_at, body)
    VALUES (:key, :number, :owed, :due_at, :is_open, :created_at, :closed_at, :body)
    ON CONFLICT (key, number) DO UPDATE SET due_at = excluded.due_at, is_open = excluded.is_open,
        closed_at = excluded.closed_at, body = excluded.body"""
)
NOTES = Statement(
    """INSERT INTO notes (key, kind, number, body) VALUES (:key, :kind, :number, :body)
    ON CONFLICT (key, kind, number) DO UPDATE SET body = excluded.body"""
)
STATES = Statement(
    "INSERT INTO states (key, number, state, at) VALUES (:key, :number, :state, :at)"
)
BYPASSES = Statement(
    "INSERT INTO bypasses (key, number, system, at) VALUES (:key, :number, :system, :at)"
)
UNASK = Statement("DELETE FROM asked WHERE key = :key")
ASK = Statement("INSERT INTO asked (person, key) VALUES (:person, :key)")
ENTRIES = Statement(
    """INSERT INTO entries (scope, number, at, tag, body, hash)
    VALUES (:key, :number, :at, :tag, :body, :hash)"""
)
PARCELS = Statement(
    """INSERT INTO outbox
        (lane, card, notice, state, created_at, due_at, attempts, in_doubt, error)
    VALUES (:lane, :card, :notice, 'waiting', :at, :due_at, 0, FALSE, '')
    ON CONFLICT (card) WHERE state = 'waiting' DO NOTHING"""
)


_ROWS = {
    "revisions": REVISIONS,
    "targets": TARGETS,
    "decisions": DECISIONS,
    "check_runs": CHECK_RUNS,
    "declarations": DECLARATIONS,
    "obligations": OBLIGATIONS,
    "notes": NOTES,
    "states": STATES,
    "bypasses": BYPASSES,
    "words": words.ADD,
}


def write(session: SqliteSession, writing: Writing) -> bool:
    """Write everything; return False where the change is at another version."""
    scalars = writing.scalars()
    if session.run(OPEN if writing.is_new else MOVE, **scalars).rowcount != 1:
        return False
    session.run(START if writing.is_new else ADVANCE, **scalars)
    key = writing.change.key
    at = stamp(writing.at)
    for table, rows in writing.rows().items():
        if table == "ask":
            session.run(UNASK, key=key)
            session.many(ASK, [{"key": key, "person": person} for person in rows])
        else:
            session.many(_ROWS[table], [{"key": key, "at": at, **row} for row in rows])
    session.many(ENTRIES, [{"key": key, "at": at, **row} for row in writing.entries])
    session.many(PARCELS, [{"at": at, **row} for row in writing.parcels])
    return True
