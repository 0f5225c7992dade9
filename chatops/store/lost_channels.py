"""Channels that take no cards, and the ones that stand in for them."""

from chatops.core.lost import LostChannel
from chatops.store.session import Session, Statement, instant

_ALL = Statement("SELECT channel, instead, why, at FROM lost_channels ORDER BY at, channel")
_LOSE = Statement(
    """INSERT INTO lost_channels (channel, instead, why, at)
    VALUES (:channel, :instead, :why, :at) ON CONFLICT (channel) DO UPDATE
    SET instead = excluded.instead WHERE lost_channels.instead = '' AND excluded.instead <> ''"""
)
_RESTORE = Statement("DELETE FROM lost_channels WHERE channel = :channel")


def known(session: Session) -> dict[str, LostChannel]:
    """Return every lost channel by its id, the one that was lost first in front."""
    rows = session.run(_ALL).fetchall()
    return {row[0]: LostChannel(row[0], row[1], row[2], instant(row[3])) for row in rows}


def lose(session: Session, lost: LostChannel) -> bool:
    """Note that the channel is lost, or what stands in at last; False where that was noted."""
    values = {"channel": lost.channel, "instead": lost.instead, "why": lost.why, "at": lost.at}
    return session.run(_LOSE, **values).rowcount == 1


def restore(session: Session, channel: str) -> bool:
    """Forget that the channel was lost; False where it was not."""
    return session.run(_RESTORE, channel=channel).rowcount == 1
