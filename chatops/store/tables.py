"""The tables, as SQLModel models: what the migrations have to create, column by column.

Rows are written and read by the SQL statements of the modules that are named after them; no
ORM session is used (its unit of work costs more than everything else a decision does).
"""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, false
from sqlmodel import Field

from chatops.store import tables_digest, tables_log, tables_slack
from chatops.store.row import Moment, Row, partial

__all__ = [
    "Row",
    "tables_digest",
    "tables_log",
    "tables_slack",
]  # whoever asks for the tables knows all of them


class ChangeRow(Row, table=True):
    """A change request; `version` counts its recorded outcomes, `asked` is a JSON list.

    `kind`, `risk` and `assistance` repeat what the present revision says. At `next_step_at` time
    alone asks for a step; NULL where it never does.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("changes_by_requester", "requester", "number"),
        partial("changes_open", "number", where="status = 'open'"),
        partial("changes_due", "next_step_at", "key", where="next_step_at IS NOT NULL"),
        Index("changes_opened", "opened_at"),
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
    unreachable: str = Field(sa_column_kwargs={"server_default": ""})
    asked: str = Field(sa_column_kwargs={"server_default": "[]"})
    kind: str = Field(sa_column_kwargs={"server_default": ""})
    risk: str = Field(sa_column_kwargs={"server_default": ""})
    assistance: str = Field(sa_column_kwargs={"server_default": ""})
    next_step_at: datetime | None = Field(sa_type=Moment)


class RevisionRow(Row, table=True):
    """A revision: `content` is the canonical JSON that `digest` is taken over, until it is erased.

    `kind` and `risk` repeat a part of it; `assistance` is the strongest up to this revision.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        partial("revisions_later", "key", "number", "submitted_at", where="number > 1"),
    )
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    digest: str
    content: str
    submitted_by: str
    submitted_at: datetime = Field(sa_type=Moment)
    is_erased: bool = Field(sa_column_kwargs={"server_default": false()})
    kind: str = Field(sa_column_kwargs={"server_default": ""})
    risk: str = Field(sa_column_kwargs={"server_default": ""})
    assistance: str = Field(sa_column_kwargs={"server_default": ""})


class TargetRow(Row, table=True):
    """Where a revision goes: a row for each of its systems."""

    __tablename__ = "targets"
    __table_args__ = (Index("targets_for_gate", "system", "environment", "commit_sha", "key"),)
    key: str = Field(primary_key=True, foreign_key="changes.key")
    revision: int = Field(primary_key=True)
    system: str = Field(primary_key=True)
    environment: str
    commit_sha: str


class DecisionRow(Row, table=True):
    """A decision, with the person's own words."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("decisions_of_person", "person", "at"),
        Index("decisions_at", "at"),
    )
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
    shown: str = Field(sa_column_kwargs={"server_default": ""})
    on_behalf_of: str | None
    lifts: int | None
    named_by: str = Field(sa_column_kwargs={"server_default": "[]"})
    read_at: datetime | None = Field(sa_type=Moment)


class CheckRunRow(Row, table=True):
    """What a tool posted: `body` is the canonical JSON of the run without its number."""

    __tablename__ = "check_runs"
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    body: str


class DeclarationRow(Row, table=True):
    """A break-glass, as canonical JSON; written anew when it is used. `at` repeats when it was."""

    __tablename__ = "declarations"
    __table_args__ = (Index("declarations_at", "at"),)
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    body: str
    at: datetime | None = Field(sa_type=Moment)


class ObligationRow(Row, table=True):
    """What is owed, as canonical JSON; the other columns repeat what is looked for."""

    __tablename__ = "obligations"
    __table_args__ = (
        partial("obligations_open", "due_at", "key", where="is_open"),
        partial("obligations_closed", "closed_at", where="closed_at IS NOT NULL"),
    )
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    owed: str
    due_at: datetime = Field(sa_type=Moment)
    is_open: bool
    body: str
    created_at: datetime | None = Field(sa_type=Moment)
    closed_at: datetime | None = Field(sa_type=Moment)


class NoteRow(Row, table=True):
    """A question, hand-over, snooze, cancellation, deployment or chase ..., as canonical JSON."""

    __tablename__ = "notes"
    key: str = Field(primary_key=True, foreign_key="changes.key")
    kind: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    body: str


class IncidentRow(Row, table=True):
    """An incident of a system, as its incident tool told it."""

    __tablename__ = "incidents"
    __table_args__ = (Index("incidents_of_system", "system", "began_at"),)
    system: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    title: str
    severity: str
    began_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(sa_type=Moment)
    link: str
    key: str
    posted_by: str


class AskedRow(Row, table=True):
    """Who is asked to sign off an open change, to count by person."""

    __tablename__ = "asked"
    __table_args__ = (Index("asked_by_key", "key"),)
    person: str = Field(primary_key=True)
    key: str = Field(primary_key=True, foreign_key="changes.key")


class ChainRow(Row, table=True):
    """The end of the audit chain of one scope: how many entries, and the hash of the last."""

    __tablename__ = "chains"
    scope: str = Field(primary_key=True)
    seq: int
    head: str


class EntryRow(Row, table=True):
    """An audit entry. Triggers refuse to change or delete any.

    `id` grows, and `xid` is the number of the transaction that wrote it (SQLite: 0).
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("scope", "number", name="entries_of_scope"),
        Index("entries_in_order", "xid", "id"),
    )
    id: int = Field(primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    xid: int = Field(sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    scope: str = Field(foreign_key="chains.scope")
    number: int
    at: datetime = Field(sa_type=Moment)
    tag: str
    body: str
    hash: str


class AbsenceRow(Row, table=True):
    """Who is away, and who acts in their place."""

    __tablename__ = "absences"
    person: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Moment)
    delegate: str | None
    set_by: str


class PolicyRow(Row, table=True):
    """A policy that was adopted; the one with the highest number is in force."""

    __tablename__ = "policies"
    __table_args__ = (Index("policies_by_digest", "digest"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str
    content: str
    adopted_by: str
    why: str
    approved_by: str
    adopted_at: datetime = Field(sa_type=Moment)


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
    owner: str | None


class CounterRow(Row, table=True):
    """A number that is given out once each."""

    __tablename__ = "counters"
    name: str = Field(primary_key=True)
    value: int
