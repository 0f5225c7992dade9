"""Where the messages of the weekly digests stand in Slack."""

from chatops.core.notices import DigestPost
from chatops.store.session import Session, Statement

_ONE = Statement(
    """SELECT place, ts FROM digest_posts WHERE director = :director AND week = :week
        AND version = :version AND channel = :channel"""
)
_OF_WEEK = Statement(
    """SELECT version, channel FROM digest_posts WHERE director = :director AND week = :week
    ORDER BY version, channel"""
)
_REMEMBER = Statement(
    """INSERT INTO digest_posts (director, week, version, channel, place, ts)
    VALUES (:director, :week, :version, :channel, :place, :ts)
    ON CONFLICT (director, week, version, channel) DO UPDATE
    SET place = excluded.place, ts = excluded.ts WHERE digest_posts.ts <> excluded.ts"""
)


def find(session: Session, post: DigestPost) -> tuple[str, str] | None:
    """Return Slack's id of the conversation and the `ts` of the message, if it stands anywhere."""
    row = session.run(_ONE, **_key(post)).fetchone()
    return (row[0], row[1]) if row else None


def of_week(session: Session, director: str, week: str) -> tuple[DigestPost, ...]:
    """Return the notice for each message of the week's digests: what draws it anew."""
    rows = session.run(_OF_WEEK, director=director, week=week).fetchall()
    return tuple(DigestPost(director, week, version, channel) for version, channel in rows)


def remember(session: Session, post: DigestPost, place: str, ts: str) -> bool:
    """Remember where the message stands; tell whether that is news."""
    return session.run(_REMEMBER, **_key(post), place=place, ts=ts).rowcount == 1


def _key(post: DigestPost) -> dict[str, str | int]:
    return {
        "director": post.person,
        "week": post.week,
        "version": post.version,
        "channel": post.channel,
    }
