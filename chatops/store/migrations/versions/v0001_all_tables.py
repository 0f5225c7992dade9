"""Create all tables, and see to it that audit entries are only ever added."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    _changes()
    _parts()
    _audit()
    _outbox()
    _memory()
    _access()
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    kind = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
    return sa.Column(name, kind, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _changes() -> None:
    op.create_table(
        "changes",
        *_texts("key"),
        _number("number"),
        *_texts("requester", "source", "status"),
        _moment("opened_at"),
        _moment("expires_at"),
        *_texts("state", "told"),
        _number("version"),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("changes_by_requester", "changes", ["requester", "number"])
    _partial_index("changes_open", "changes", ["number"], "status = 'open'")


def _parts() -> None:
    op.create_table(
        "revisions",
        *_texts("key"),
        _number("number"),
        *_texts("system", "environment", "commit_sha", "digest", "content", "submitted_by"),
        _moment("submitted_at"),
        sa.PrimaryKeyConstraint("key", "number"),
        sa.ForeignKeyConstraint(["key"], ["changes.key"]),
    )
    op.create_index("revisions_for_gate", "revisions", ["system", "environment", "commit_sha"])
    op.create_table(
        "decisions",
        *_texts("key"),
        _number("number"),
        *_texts("person", "verb"),
        _number("revision"),
        *_texts("revision_digest", "environment", "policy_digest", "level", "surface"),
        _moment("at"),
        *_texts("comment"),
        sa.PrimaryKeyConstraint("key", "number"),
        sa.ForeignKeyConstraint(["key"], ["changes.key"]),
    )


def _audit() -> None:
    op.create_table(
        "chains",
        *_texts("scope"),
        _number("seq"),
        *_texts("head"),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "entries",
        *_texts("scope"),
        _number("number"),
        _moment("at"),
        *_texts("tag", "body", "hash"),
        sa.PrimaryKeyConstraint("scope", "number"),
        sa.ForeignKeyConstraint(["scope"], ["chains.scope"]),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_texts("lane"),
        sa.Column("card", sa.String(), nullable=True),
        *_texts("notice", "state"),
        _moment("created_at"),
        _moment("due_at"),
        _number("attempts"),
        sa.Column("in_doubt", sa.Boolean(), nullable=False),
        _moment("first_tried_at", nullable=True),
        _moment("settled_at", nullable=True),
        *_texts("error"),
        sa.PrimaryKeyConstraint("id"),
    )
    _partial_index("outbox_due", "outbox", ["due_at", "id"], "settled_at IS NULL")
    _partial_index("outbox_lane", "outbox", ["lane", "id"], "settled_at IS NULL")
    _partial_index("outbox_one_waiting_card", "outbox", ["card"], "state = 'waiting'", unique=True)
    op.create_index("outbox_settled", "outbox", ["state", "settled_at"])


def _memory() -> None:
    op.create_table(
        "cards",
        *_texts("key", "channel", "ts"),
        sa.PrimaryKeyConstraint("key", "channel"),
        sa.ForeignKeyConstraint(["key"], ["changes.key"]),
    )
    op.create_table(
        "standings",
        *_texts("person", "standing"),
        _moment("at"),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "deliveries", *_texts("delivery"), _moment("at"), sa.PrimaryKeyConstraint("delivery")
    )
    op.create_index("deliveries_at", "deliveries", ["at"])


def _access() -> None:
    op.create_table(
        "gate_answers",
        *_texts("question", "fingerprint"),
        _moment("at"),
        sa.PrimaryKeyConstraint("question"),
    )
    op.create_table(
        "tokens",
        *_texts("id", "name", "digest"),
        _moment("created_at"),
        _moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table("counters", *_texts("name"), _number("value"), sa.PrimaryKeyConstraint("name"))


def _partial_index(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    clause = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, postgresql_where=clause, sqlite_where=clause
    )


def _refuse_on_postgresql() -> None:
    op.execute(
        """CREATE FUNCTION refuse_to_change_entries() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$"""
    )
    op.execute(
        """CREATE TRIGGER entries_are_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_entries()"""
    )


def _refuse_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"""CREATE TRIGGER entries_refuse_{verb.lower()} BEFORE {verb} ON entries
            BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"""
        )
