"""The tables of the log: all entries in one Merkle tree, and its signed checkpoints.

Rows are only ever added (a trigger refuses anything else), so what was sealed stays. Beside the
log lie the words behind its commitments, which alone may be erased, and the texts of policies.
"""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from chatops.store.row import Moment, Row


class LeafRow(Row, table=True):
    """Leaf `number` (from 0) of the tree is this entry of this scope."""

    __tablename__ = "leaves"
    __table_args__ = (UniqueConstraint("scope", "entry"),)
    number: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    scope: str
    entry: int


class TileRow(Row, table=True):
    """A complete tile: the root over its 256 hashes, and these of 32 bytes, one after the other."""

    __tablename__ = "tiles"
    level: int = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    root: bytes
    hashes: bytes


class CheckpointRow(Row, table=True):
    """A signed tree head; `root` in hexadecimal repeats what the note says."""

    __tablename__ = "checkpoints"
    size: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    root: str
    note: str
    at: datetime = Field(sa_type=Moment)


class EpochRow(Row, table=True):
    """The database was restored into another server after the entry with this id.

    Its transactions are numbered anew there, so entries up to that id are sealed no more.
    """

    __tablename__ = "epochs"
    last_id: int = Field(
        primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )


class WordRow(Row, table=True):
    """What a private field of an entry says: the canonical JSON, and the salt in hexadecimal.

    `person` wrote it. Once it is erased `salt` and `text` are NULL; a trigger refuses all else.
    """

    __tablename__ = "words"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy wants a dict
    scope: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    field: str = Field(primary_key=True)
    person: str
    salt: str | None
    text: str | None


class PolicyTextRow(Row, table=True):
    """What a policy means, as canonical JSON of which `digest` is the SHA-256."""

    __tablename__ = "policy_texts"
    digest: str = Field(primary_key=True)
    content: str


class WitnessRow(Row, table=True):
    """Up to which `size` a witness was told; one that is at another `address` is told anew.

    `busy_until` is when whoever tells it is taken for dead, `failing_since` and `error` what it
    answered last.
    """

    __tablename__ = "witnesses"
    name: str = Field(primary_key=True)
    address: str
    size: int = Field(sa_type=BigInteger)
    busy_until: datetime | None = Field(sa_type=Moment)
    failing_since: datetime | None = Field(sa_type=Moment)
    error: str


class CheckpointPostRow(Row, table=True):
    """Where the message of a day's (UTC, ISO 8601) checkpoints stands.

    `channel` is the one it was meant for; `place` is Slack's id of the conversation, and `ts` that
    of the message there.
    """

    __tablename__ = "checkpoint_posts"
    day: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    place: str
    ts: str
