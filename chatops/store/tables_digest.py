"""The tables that the weekly digest is counted over, and those of the digests themselves."""

from datetime import datetime

from sqlalchemy import Index, false
from sqlmodel import Field

from chatops.store.row import Moment, Row, partial


class StateRow(Row, table=True):
    """A change became another state; `number` is that of the audit entry that says so."""

    __tablename__ = "states"
    __table_args__ = (Index("states_at", "at"),)
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    state: str
    at: datetime = Field(sa_type=Moment)


class BypassRow(Row, table=True):
    """A deployment that went past the gate; `number` is that of the deployment."""

    __tablename__ = "bypasses"
    __table_args__ = (Index("bypasses_at", "at"),)
    key: str = Field(primary_key=True, foreign_key="changes.key")
    number: int = Field(primary_key=True)
    system: str
    at: datetime = Field(sa_type=Moment)


class DigestRow(Row, table=True):
    """A digest as it was sent, as canonical JSON of which `hash` is the SHA-256.

    `checkpoint` is the note of the newest checkpoint then. Once texts in it are erased
    (`is_erased`) the hash stays.
    """

    __tablename__ = "digests"
    director: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    made_at: datetime = Field(sa_type=Moment)
    body: str
    hash: str
    sent_by: str
    checkpoint: str
    is_erased: bool = Field(sa_column_kwargs={"server_default": false()})


class DigestListRow(Row, table=True):
    """The changes behind one number of a digest: their keys with spaces between, oldest first.

    `counted` is what is counted and `whose` by which name. There are `total`; the first are kept.
    """

    __tablename__ = "digest_lists"
    director: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    counted: str = Field(primary_key=True)
    whose: str = Field(primary_key=True)
    total: int
    keys: str


class DigestAboveRow(Row, table=True):
    """The VP above a director when the director's digest of the week was made."""

    __tablename__ = "digest_above"
    vp: str = Field(primary_key=True)
    director: str = Field(primary_key=True)
    week: str = Field(primary_key=True)


class AttestationRow(Row, table=True):
    """Whether a director audited a week: when, which digest (`hash`), and their note.

    `at` is NULL until they say so; `version` and `hash` are then those that they attested.
    `remind_at` is when they are reminded, once, NULL after that or where nobody has to be.
    """

    __tablename__ = "attestations"
    __table_args__ = (
        partial("attestations_due", "remind_at", "director", where="remind_at IS NOT NULL"),
    )
    director: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    version: int
    hash: str
    checkpoint: str
    note: str
    at: datetime | None = Field(sa_type=Moment)
    remind_at: datetime | None = Field(sa_type=Moment)
    reminded_at: datetime | None = Field(sa_type=Moment)


class DigestPostRow(Row, table=True):
    """Where the message of a digest stands.

    `channel` is the one it was meant for, empty for the director's own; `place` is Slack's id of
    the conversation, and `ts` that of the message there.
    """

    __tablename__ = "digest_posts"
    director: str = Field(primary_key=True)
    week: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    place: str
    ts: str
