"""Where the cards of a change stand in Slack."""

from chatops.core.errand import Card
from chatops.store.session import Session, Statement

_ALL = Statement("SELECT channel, ts FROM cards WHERE key = :key ORDER BY place")
_ONE = Statement("SELECT channel, ts FROM cards WHERE key = :key AND place = :place")
_REMEMBER = Statement(
    """INSERT INTO cards (key, place, channel, ts) VALUES (:key, :place, :channel, :ts)
    ON CONFLICT (key, place) DO UPDATE SET channel = excluded.channel, ts = excluded.ts"""
)


def of(session: Session, key: str) -> tuple[Card, ...]:
    """Return all cards of the change."""
    return tuple(Card(key, channel, ts) for channel, ts in session.run(_ALL, key=key).fetchall())


def find(session: Session, key: str, place: str) -> Card | None:
    """Return the card that was sent to this place, a channel as the directory names it."""
    row = session.run(_ONE, key=key, place=place).fetchone()
    return Card(key, *row) if row else None


def remember(session: Session, key: str, place: str, channel: str, ts: str) -> None:
    """Remember the card; an earlier one in the same place is forgotten."""
    session.run(_REMEMBER, key=key, place=place, channel=channel, ts=ts)
