"""Create what policies judge by: targets, checks, break-glass, obligations, absences, groups."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from chatops.core.refused import Refused

revision = "0002"
down_revision = "0001"

_TOO_EARLY = (
    "The database was made by a development version of chatops and holds changes that this one "
    "cannot read: start with an empty database."
)


def upgrade() -> None:
    """Create everything; raise `Refused("old_schema")` where changes are stored already."""
    if op.get_bind().execute(sa.text("SELECT COUNT(*) FROM changes")).scalar_one():
        raise Refused("old_schema", _TOO_EARLY)
    _columns()
    _targets()
    _annexes()
    _people()
    _policies()


def _moment(name: str) -> sa.Column[datetime]:
    kind = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
    return sa.Column(name, kind, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _of_change() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["key"], ["changes.key"])


def _columns() -> None:
    """Add columns; SQLite wants a default for one that is not null, even without any row."""
    for table, name, default in (
        ("changes", "unreachable", ""),
        ("changes", "asked", "[]"),
        ("decisions", "shown", ""),
        ("decisions", "named_by", "[]"),
    ):
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=default))
    op.add_column("decisions", sa.Column("on_behalf_of", sa.String(), nullable=True))
    op.add_column("decisions", sa.Column("lifts", sa.Integer(), nullable=True))
    op.add_column("standings", sa.Column("zone", sa.String(), nullable=True))
    op.add_column("tokens", sa.Column("owner", sa.String(), nullable=True))


def _targets() -> None:
    """Let a revision have several systems; the gate looks for any of them."""
    op.drop_index("revisions_for_gate", "revisions")
    for name in ("system", "environment", "commit_sha"):
        op.drop_column("revisions", name)
    op.create_table(
        "targets",
        *_texts("key"),
        _number("revision"),
        *_texts("system", "environment", "commit_sha"),
        sa.PrimaryKeyConstraint("key", "revision", "system"),
        _of_change(),
    )
    columns = ["system", "environment", "commit_sha", "key"]
    op.create_index("targets_for_gate", "targets", columns)


def _annexes() -> None:
    for table in ("check_runs", "declarations"):
        op.create_table(
            table,
            *_texts("key"),
            _number("number"),
            *_texts("body"),
            sa.PrimaryKeyConstraint("key", "number"),
            _of_change(),
        )
    op.create_table(
        "obligations",
        *_texts("key"),
        _number("number"),
        *_texts("owed"),
        _moment("due_at"),
        _flag("is_open"),
        _flag("is_told"),
        *_texts("body"),
        sa.PrimaryKeyConstraint("key", "number"),
        _of_change(),
    )
    where = sa.text("is_open")
    op.create_index(
        "obligations_open",
        "obligations",
        ["due_at", "key"],
        postgresql_where=where,
        sqlite_where=where,
    )


def _people() -> None:
    op.create_table(
        "asked",
        *_texts("person", "key"),
        sa.PrimaryKeyConstraint("person", "key"),
        _of_change(),
    )
    op.create_index("asked_by_key", "asked", ["key"])
    op.create_table(
        "absences",
        *_texts("person"),
        _moment("until"),
        sa.Column("delegate", sa.String(), nullable=True),
        *_texts("set_by"),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "user_groups", *_texts("id", "people"), _moment("at"), sa.PrimaryKeyConstraint("id")
    )


def _policies() -> None:
    op.create_table(
        "policies",
        _number("number"),
        *_texts("digest", "content", "adopted_by", "why", "approved_by"),
        _moment("adopted_at"),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("policies_by_digest", "policies", ["digest"])
