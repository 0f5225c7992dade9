"""The tables, as SQLModel models: what the migrations have to create, column by column.

Rows are written and read by the SQL statements of the modules that are named after them; no
ORM session is used (its unit of work costs more than everything else a decision does).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Index, Integer, MetaData, String, text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """An instant: `timestamptz` on PostgreSQL, ISO 8601 text in UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return what the column is in this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String())
        return dialect.type_descriptor(DateTime(timezone=True))


class Row(SQLModel):
    """What all tables share: metadata of their own."""

    metadata = MetaData()


class ChangeRow(Row, table=True):
    """A change request; `version` counts its recorded outcomes."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("changes_by_requester", "requester", "number"),
        Index(
            "changes_open",
            "number",
            postgresql_where=text("status = 'open'"),
            sqlite_where=text("status = 'open'"),
        ),
    )
    key: str = Field(primary_key=True)
    number: int = Field(unique=True)
    requester: str
    source: str
    status: str
    opened_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    state: str
    told: str
    version: int


class RevisionRow(Row, table=True):
    """A revision: `content` is the canonical JSON that `digest` is taken over."""

    __tablename__ = "revisions"
    __table_args__ = (Index("revisions_for_gate", "system", "environment", "commit_sha"),)
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    system: str
    environment: str
    commit_sha: str
    digest: str
    content: str
    submitted_by: str
    submitted_at: datetime = Field(sa_type=Moment)


class DecisionRow(Row, table=True):
    """A decision, with the person's own words."""

    __tablename__ = "decisions"
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    person: str
    verb: str
    revision: int
    revision_digest: str
    environment: str
    policy_digest: str
    level: str
    surface: str
    at: datetime = Field(sa_type=Moment)
    comment: str


class ChainRow(Row, table=True):
    """The end of the audit chain of one scope: how many entries, and the hash of the last."""

    __tablename__ = "chains"
    scope: str = Field(primary_key=True)
    seq: int
    head: str


class EntryRow(Row, table=True):
    """An audit entry. Triggers refuse to change or delete any."""

    __tablename__ = "entries"
    scope: str = Field(primary_key=True, foreign_key="chains.scope")
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    tag: str
    body: str
    hash: str


class OutboxRow(Row, table=True):
    """A notice that waits to be carried.

    `state` is waiting, claimed, sent or dead. `due_at` is when the row may be claimed (again):
    for a claimed one the end of its lease. `card` is set for an outdated card only.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_due",
            "due_at",
            "id",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
        Index(
            "outbox_lane",
            "lane",
            "id",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
        Index(
            "outbox_one_waiting_card",
            "card",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("outbox_settled", "state", "settled_at"),
    )
    id: int = Field(primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    lane: str
    card: str | None
    notice: str
    state: str
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    attempts: int
    in_doubt: bool
    first_tried_at: datetime | None = Field(sa_type=Moment)
    settled_at: datetime | None = Field(sa_type=Moment)
    error: str


class CardRow(Row, table=True):
    """Where a card stands: the channel's id and Slack's `ts` of the message."""

    __tablename__ = "cards"
    key: str = Field(primary_key=True, foreign_key="changes.key")
    channel: str = Field(primary_key=True)
    ts: str


class StandingRow(Row, table=True):
    """How a person stands in Slack, as last heard."""

    __tablename__ = "standings"
    person: str = Field(primary_key=True)
    standing: str
    at: datetime = Field(sa_type=Moment)


class DeliveryRow(Row, table=True):
    """A delivery that was dealt with."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("deliveries_at", "at"),)
    delivery: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class GateAnswerRow(Row, table=True):
    """The last answer that was written down for a question (its digest)."""

    __tablename__ = "gate_answers"
    question: str = Field(primary_key=True)
    fingerprint: str
    at: datetime = Field(sa_type=Moment)


class TokenRow(Row, table=True):
    """A bearer token of the HTTP interface, by the SHA-256 of its secret."""

    __tablename__ = "tokens"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    digest: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(sa_type=Moment)


class CounterRow(Row, table=True):
    """A number that is given out once each."""

    __tablename__ = "counters"
    name: str = Field(primary_key=True)
    value: int
