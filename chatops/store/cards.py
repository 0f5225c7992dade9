"""Where the cards of a change stand in Slack."""

from collections.abc import Iterable
from datetime import datetime

from chatops.core.errand import Card
from chatops.store.session import Session, Statement

OF = Statement("SELECT channel, ts FROM cards WHERE key = :key ORDER BY channel")
_OF_SEVERAL = Statement(
    "SELECT key, channel FROM cards WHERE key = ANY(:keys) ORDER BY key, channel"
)
_MISSED = Statement(
    """SELECT DISTINCT c.key FROM cards c JOIN entries e ON e.scope = c.key
    WHERE c.channel = :channel AND e.at >= :since"""
)
_ONE = Statement("SELECT ts FROM cards WHERE key = :key AND channel = :channel")
_REMEMBER = Statement(
    """INSERT INTO cards (key, channel, ts) VALUES (:key, :channel, :ts)
    ON CONFLICT (key, channel) DO UPDATE SET ts = excluded.ts"""
)
_RENAME = Statement(
    """UPDATE cards SET channel = :new WHERE channel = :old
    AND key NOT IN (SELECT key FROM cards WHERE channel = :new)"""
)


def of(session: Session, key: str) -> tuple[Card, ...]:
    """Return all cards of the change."""
    return tuple(Card(key, channel, ts) for channel, ts in session.run(OF, key=key).fetchall())


def channels_of(session: Session, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the channels where a card of each of these changes stands, by the change's key."""
    found: dict[str, tuple[str, ...]] = {}
    for key, channel in session.run(_OF_SEVERAL, keys=list(keys)).fetchall():
        found[key] = (*found.get(key, ()), channel)
    return found


def missed(session: Session, channel: str, since: datetime) -> frozenset[str]:
    """Return the keys of the changes with a card in the channel of which more was written since."""
    rows = session.run(_MISSED, channel=channel, since=since).fetchall()
    return frozenset(key for (key,) in rows)


def find(session: Session, key: str, channel: str) -> Card | None:
    """Return the card of the change in this channel, or None."""
    row = session.run(_ONE, key=key, channel=channel).fetchone()
    return Card(key, channel, row[0]) if row else None


def remember(session: Session, card: Card) -> None:
    """Remember the card; an earlier one in the same channel is forgotten."""
    session.run(_REMEMBER, key=card.key, channel=card.channel, ts=card.ts)


def rename(session: Session, old: str, new: str) -> None:
    """Note that a channel has a new id: messages stay where they were."""
    session.run(_RENAME, old=old, new=new)
