"""The tables of what goes to Slack and comes from there."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from chatops.store.row import Moment, Row, partial


class OpeningRow(Row, table=True):
    """When somebody last opened Details of a revision."""

    __tablename__ = "openings"
    key: str = Field(primary_key=True, foreign_key="changes.key")
    revision: int = Field(primary_key=True)
    person: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class DraftRow(Row, table=True):
    """What somebody typed into a form and has not sent, as JSON; `slot` tells the forms apart."""

    __tablename__ = "drafts"
    person: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    body: str
    at: datetime = Field(sa_type=Moment)


class ViewerRow(Row, table=True):
    """Who has App Home open, when they last opened it or turned a page, and on which they are."""

    __tablename__ = "viewers"
    person: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    page: int


class LostChannelRow(Row, table=True):
    """A channel that takes no cards, or has another id now (`instead`; empty: nowhere)."""

    __tablename__ = "lost_channels"
    channel: str = Field(primary_key=True)
    instead: str
    why: str
    at: datetime = Field(sa_type=Moment)


class OutboxRow(Row, table=True):
    """A notice that waits to be carried.

    `state` is waiting, claimed, sent or dead. `due_at` is when the row may be claimed (again):
    for a claimed one the end of its lease. `card` is set for an outdated card only.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial("outbox_due", "due_at", "id", where="settled_at IS NULL"),
        partial("outbox_lane", "lane", "id", where="settled_at IS NULL"),
        partial("outbox_one_waiting_card", "card", where="state = 'waiting'", unique=True),
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
    """How a person stands in Slack, and in which IANA time zone, as last heard."""

    __tablename__ = "standings"
    person: str = Field(primary_key=True)
    standing: str
    at: datetime = Field(sa_type=Moment)
    zone: str | None


class AccountRow(Row, table=True):
    """A further id of a Slack account that the directory lists by another one."""

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_listed_as", "listed_as"),)
    slack_id: str = Field(primary_key=True)
    listed_as: str


class RemindedRow(Row, table=True):
    """When a reminder last reached a person."""

    __tablename__ = "reminded"
    person: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class RosterRow(Row, table=True):
    """How far the reading of a workspace's people got, and when it last came to its end."""

    __tablename__ = "roster"
    team: str = Field(primary_key=True)
    cursor: str
    due_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(sa_type=Moment)


class UserGroupRow(Row, table=True):
    """The members (directory ids, a JSON list) of a Slack user group, as last heard."""

    __tablename__ = "user_groups"
    id: str = Field(primary_key=True)
    people: str
    at: datetime = Field(sa_type=Moment)


class DeliveryRow(Row, table=True):
    """A delivery that was dealt with."""

    __tablename__ = "deliveries"
    __table_args__ = (Index("deliveries_at", "at"),)
    delivery: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
