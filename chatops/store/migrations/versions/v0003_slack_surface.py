"""Create what the Slack surface needs: notes, openings, drafts, incidents, viewers, channels."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TELL_READ_AT = """UPDATE outbox
    SET notice = REPLACE(notice, '"named_by":', '"read_at":"","named_by":')
    WHERE state <> 'sent' AND notice LIKE '%"tag":"decision:made"%'"""


def upgrade() -> None:
    """Create everything; what is stored stays."""
    op.execute(_TELL_READ_AT)
    op.add_column("decisions", _moment("read_at", nullable=True))
    op.create_index("decisions_of_person", "decisions", ["person", "at"])
    _notes()
    _of_change("openings", _number("revision"), *_texts("person"), _moment("at"), key=2)
    _table("drafts", *_texts("person", "slot", "body"), _moment("at"), key=2)
    _table("viewers", *_texts("person"), _moment("at"), _number("page"))
    _table("lost_channels", *_texts("channel", "instead", "why"), _moment("at"))
    roster = (_moment("due_at"), _moment("ended_at", nullable=True))
    _table("roster", *_texts("team", "cursor"), *roster)
    _table("accounts", *_texts("slack_id", "listed_as"))
    op.create_index("accounts_listed_as", "accounts", ["listed_as"])
    _incidents()


def _notes() -> None:
    due_at = _moment("due_at", nullable=True)
    _of_change("notes", *_texts("kind"), _number("number"), *_texts("body"), due_at, key=2)
    due = sa.text("due_at IS NOT NULL")
    op.create_index("notes_due", "notes", ["due_at", "key"], postgresql_where=due, sqlite_where=due)


def _incidents() -> None:
    _table(
        "incidents",
        *_texts("system", "id", "title", "severity"),
        _moment("began_at"),
        _moment("ended_at", nullable=True),
        *_texts("link", "key", "posted_by"),
        key=2,
    )
    op.create_index("incidents_of_system", "incidents", ["system", "began_at"])


def _of_change(
    name: str, *columns: sa.Column[str] | sa.Column[int] | sa.Column[datetime], key: int
) -> None:
    """Create a table of which the change's key and the next `key` columns are the key."""
    of_change = sa.ForeignKeyConstraint(["key"], ["changes.key"])
    _table(name, *_texts("key"), *columns, of_change, key=key + 1)


def _table(
    name: str,
    *parts: sa.Column[str] | sa.Column[int] | sa.Column[datetime] | sa.Constraint,
    key: int = 1,
) -> None:
    """Create a table of which the first `key` columns are the key."""
    names = [one.name for one in parts if isinstance(one, sa.Column)]
    op.create_table(name, *parts, sa.PrimaryKeyConstraint(*names[:key]))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    kind = sa.DateTime(timezone=True).with_variant(sa.String(), "sqlite")
    return sa.Column(name, kind, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)
