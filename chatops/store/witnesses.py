"""What witnesses were told, and where the messages with checkpoints stand in Slack."""

from collections.abc import Collection
from datetime import datetime

from chatops.core.notices import CheckpointPost
from chatops.core.witness import SLACK, Failing, Told
from chatops.store.session import Session, Statement, instant

_ALL = Statement("SELECT name, address, size FROM witnesses ORDER BY name")
_FAILING = Statement(
    "SELECT name, failing_since, error FROM witnesses WHERE failing_since IS NOT NULL"
)
_UNPOSTED = Statement(
    """SELECT first_tried_at, error FROM outbox
    WHERE settled_at IS NULL AND error <> '' AND lane LIKE 'checkpoint %'
    ORDER BY id LIMIT 1"""
)
_BEGIN = Statement(
    """INSERT INTO witnesses (name, address, size, error) VALUES (:name, :address, 0, '')
    ON CONFLICT (name) DO UPDATE
    SET address = excluded.address, size = 0, busy_until = NULL, failing_since = NULL, error = ''
    WHERE witnesses.address <> excluded.address"""
)
_LOCK = Statement("SELECT size FROM witnesses WHERE name = :name FOR UPDATE")
_CLAIM = Statement(
    """UPDATE witnesses SET busy_until = :until
    WHERE name = :name AND size < :size AND (busy_until IS NULL OR busy_until <= :now)"""
)
_TOLD = Statement(
    """UPDATE witnesses
    SET size = :size, busy_until = NULL, failing_since = NULL, error = ''
    WHERE name = :name AND size < :size"""
)
_FAILED = Statement(
    """UPDATE witnesses
    SET busy_until = NULL, failing_since = COALESCE(failing_since, :now), error = :error
    WHERE name = :name"""
)
_FORGET = Statement(
    """DELETE FROM witnesses
    WHERE NOT (name = ANY(:names)) OR size > (SELECT MAX(size) FROM checkpoints)"""
)
_NEWEST = Statement("SELECT size FROM checkpoints WHERE at < :before ORDER BY size DESC LIMIT 1")
_PLACE = Statement("SELECT place, ts FROM checkpoint_posts WHERE day = :day AND channel = :channel")
_REMEMBER = Statement(
    """INSERT INTO checkpoint_posts (day, channel, place, ts)
    VALUES (:day, :channel, :place, :ts)
    ON CONFLICT (day, channel) DO UPDATE SET place = excluded.place, ts = excluded.ts
    WHERE checkpoint_posts.ts <> excluded.ts"""
)


class Witnesses:
    """What can be asked about witnesses in one snapshot."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def told(self) -> tuple[Told, ...]:
        """Return every witness that was told anything, or was to be."""
        rows = self._session.run(_ALL).fetchall()
        return tuple(Told(name, address, size) for name, address, size in rows)

    def failing(self) -> dict[str, Failing]:
        """Return the witnesses that take no checkpoint now, by their names."""
        rows = self._session.run(_FAILING).fetchall()
        found = {name: Failing(instant(since), error) for name, since, error in rows}
        unposted = self._session.run(_UNPOSTED).fetchone()
        return found | ({SLACK: Failing(instant(unposted[0]), unposted[1])} if unposted else {})

    def newest_size(self, before: datetime) -> int | None:
        """Return the size of the last checkpoint that was signed before then."""
        row = self._session.run(_NEWEST, before=before).fetchone()
        return int(row[0]) if row else None

    def place_of(self, post: CheckpointPost) -> tuple[str, str] | None:
        """Return Slack's id of the conversation and the `ts` of the message, if it stands."""
        wanted = {"day": post.day, "channel": post.channel}
        row = self._session.run(_PLACE, **wanted).fetchone()
        return (row[0], row[1]) if row else None


def lock(session: Session, name: str, address: str) -> int:
    """Lock the witness until the end; return up to which size it was told at this address."""
    session.run(_BEGIN, name=name, address=address)
    (size,) = session.run(_LOCK, name=name).fetchone()
    return int(size)


def claim(
    session: Session, name: str, address: str, size: int, *, now: datetime, until: datetime
) -> bool:
    """Take it on to tell the witness of this size; False where it knows, or somebody else does."""
    session.run(_BEGIN, name=name, address=address)
    return session.run(_CLAIM, name=name, size=size, now=now, until=until).rowcount == 1


def told(session: Session, name: str, size: int) -> None:
    """Note that the witness was told."""
    session.run(_TOLD, name=name, size=size)


def failed(session: Session, name: str, error: str, now: datetime) -> None:
    """Note that it could not be told; somebody may try again at once."""
    session.run(_FAILED, name=name, error=error, now=now)


def keep(session: Session, names: Collection[str]) -> None:
    """Forget all witnesses but these, and those of which the table says what cannot be."""
    session.run(_FORGET, names=list(names))


def remember_post(session: Session, post: CheckpointPost, place: str, ts: str) -> None:
    """Remember where the message stands."""
    session.run(_REMEMBER, day=post.day, channel=post.channel, place=place, ts=ts)
