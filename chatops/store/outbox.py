"""The outbox: what waits to be carried, claimed row by row.

Of a lane only the oldest unsettled row can be claimed, so that what was said first arrives
first. A claim is a lease: a row whose lease ran out may have been carried by somebody who
died, and is handed out again in doubt. Several processes claim without waiting for each other
(`FOR UPDATE SKIP LOCKED`; on SQLite there is one writer at a time anyway). A line that is held
back for quiet hours goes over to a lane of its own, so that the card is drawn meanwhile.

Of a card one row waits at most, which a decision locks: that costs only decisions on the same
change. An App Home is outdated by decisions on many changes, so each adds a row of its own and
locks nothing; whoever draws it next settles all rows that waited. What reminds one person becomes
one message (`outbox_reminders.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from chatops.core.errand import Card, Errand, Receipt, Result
from chatops.core.notices import (
    FILES,
    CardOutdated,
    CheckpointPost,
    DigestPost,
    HomeOutdated,
    Notice,
    Reminder,
)
from chatops.store import cards, digest_posts, outbox_reminders, witnesses
from chatops.store.parcels import packed, unpacked, waiting
from chatops.store.session import Session, Statement, instant

MOST_ATTEMPTS = 48  # ten hours: a night in which Slack, or our token, is out of order
LONGEST_PAUSE = timedelta(minutes=15)
_BATCH = 5000
_OF_A_FILE = 10  # leases: it is made first, of up to 20,000 changes

CLAIM = Statement(
    """WITH due AS MATERIALIZED (
        SELECT o.id AS due_id FROM outbox o
        WHERE o.settled_at IS NULL AND o.due_at <= :now AND NOT EXISTS (
            SELECT 1 FROM outbox e
            WHERE e.lane = o.lane AND e.id < o.id AND e.settled_at IS NULL)
        ORDER BY o.due_at, o.id LIMIT :limit FOR UPDATE OF o SKIP LOCKED)
    UPDATE outbox
    SET in_doubt = in_doubt OR state = 'claimed', state = 'claimed', attempts = attempts + 1,
        due_at = :lease_end, first_tried_at = COALESCE(first_tried_at, :now)
    FROM due WHERE id = due_id
    RETURNING id, notice, created_at, attempts, in_doubt, first_tried_at, EXISTS (
        SELECT 1 FROM outbox q WHERE q.lane = 'quiet ' || outbox.lane AND q.settled_at IS NULL)"""
)
_HELD = Statement(
    """SELECT card, in_doubt FROM outbox
    WHERE id = :id AND state = 'claimed' AND attempts = :attempts FOR UPDATE"""
)
_ADD = Statement(
    """INSERT INTO outbox
        (lane, card, notice, state, created_at, due_at, attempts, in_doubt, error)
    VALUES (:lane, :card, :notice, 'waiting', :at, :due_at, 0, FALSE, '')
    ON CONFLICT (card) WHERE state = 'waiting' DO UPDATE SET card = excluded.card"""
)
_WAITS = Statement(
    """SELECT 1 FROM outbox
    WHERE lane = :lane AND settled_at IS NULL AND state = 'waiting' LIMIT 1"""
)
_ADD_MOVED = Statement(
    """INSERT INTO outbox
        (lane, card, notice, state, created_at, due_at, attempts, in_doubt, error)
    SELECT CAST(:lane AS VARCHAR), :card, CAST(:notice AS VARCHAR), 'waiting', :created_at, :now,
        0, FALSE, ''
    WHERE NOT EXISTS (SELECT 1 FROM outbox
        WHERE (lane = CAST(:lane AS VARCHAR) OR lane = 'quiet ' || CAST(:lane AS VARCHAR))
        AND created_at = :created_at AND notice = CAST(:notice AS VARCHAR))
    ON CONFLICT (card) WHERE state = 'waiting' DO NOTHING"""
)
_HOLD_BACK = Statement(
    """UPDATE outbox
    SET lane = CASE WHEN lane LIKE 'quiet %' THEN lane ELSE 'quiet ' || lane END,
        state = 'waiting', due_at = :due_at, attempts = attempts - 1
    WHERE id = :id AND state = 'claimed' AND attempts = :attempts"""
)
_LOCK_CHANGE = Statement("SELECT key FROM changes WHERE key = :key FOR NO KEY UPDATE")
_MERGE = Statement("DELETE FROM outbox WHERE card = :card AND state = 'waiting'")
_DRAWN_TOO = Statement(
    """UPDATE outbox SET state = 'sent', settled_at = :now
    WHERE lane = (SELECT lane FROM outbox WHERE id = :id) AND state = 'waiting'
        AND settled_at IS NULL"""
)
_SETTLE = Statement(
    """UPDATE outbox SET state = :state, settled_at = :now, error = :error
    WHERE id = :id AND state = 'claimed' AND attempts = :attempts"""
)
_RETURN = Statement(
    """UPDATE outbox
    SET state = 'waiting', due_at = :due_at, attempts = :counted, in_doubt = :in_doubt,
        error = :error
    WHERE id = :id"""
)
_LEND = Statement("UPDATE outbox SET due_at = :lease_end WHERE id = :id")
_COUNTS = Statement("SELECT state, COUNT(*) FROM outbox GROUP BY state")
_DEAD = Statement(
    """SELECT id, notice, attempts, error, settled_at FROM outbox
    WHERE state = 'dead' ORDER BY settled_at DESC, id DESC LIMIT :limit"""
)
_FORGET = Statement(
    """DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE state = 'sent' AND settled_at < :before LIMIT :limit)"""
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A notice that was given up, and why; None for one that this version cannot read."""

    id: int
    notice: Notice | None
    attempts: int
    error: str
    at: datetime


def add(session: Session, notices: Iterable[Notice], at: datetime) -> None:
    """Let these notices wait, besides those of an outcome (`record`).

    The changes whose cards are outdated are locked first, as everywhere; a card that waits
    already is enough, and locked, so that nobody draws it before this transaction has ended.
    """
    given = tuple(notices)
    for key in sorted({one.key for one in given if isinstance(one, CardOutdated)}):
        session.run(_LOCK_CHANGE, key=key)
    for one in given:
        session.run(_ADD, **waiting(one, at), at=at)


def add_missing(session: Session, notices: Iterable[Notice], at: datetime) -> None:
    """Let those notices wait in whose lane none does: it is drawn later, from what is true then.

    The caller sees to it that nobody else adds to these lanes meanwhile.
    """
    for one in notices:
        if session.run(_WAITS, lane=packed(one)["lane"]).fetchone() is None:
            add(session, (one,), at)


def claim(session: Session, now: datetime, lease: timedelta, limit: int) -> tuple[Errand, ...]:
    """Claim up to `limit` due rows, oldest first.

    A row that was claimed too often is given up here: whoever carried it died of it each time.
    """
    rows = session.run(CLAIM, now=now, lease_end=now + lease, limit=limit).fetchall()
    claimed = [_errand(row) for row in sorted(rows)]
    for worn in (one for one in claimed if one.attempts > MOST_ATTEMPTS):
        _settle(session, worn, "dead", now, "No attempt came to an end.")
    for file in (one for one in claimed if isinstance(one.notice, DigestPost) and one.notice.part):
        session.run(_LEND, id=file.id, lease_end=now + lease * _OF_A_FILE)
    for home in (one for one in claimed if isinstance(one.notice, HomeOutdated)):
        session.run(_DRAWN_TOO, id=home.id, now=now)
    carried = [one for one in claimed if one.attempts <= MOST_ATTEMPTS]
    return outbox_reminders.gathered(session, carried, now)


def settle(session: Session, errand: Errand, receipt: Receipt, now: datetime) -> None:
    """Write down how an attempt ended; nothing, where the lease went to somebody else.

    A lost channel is a failure here: `move` is for the errands that can go elsewhere.
    """
    if receipt.card is not None:
        cards.remember(session, receipt.card)
    match receipt.result:
        case Result.SENT:
            if _settle(session, errand, "sent", now):
                _remember(session, errand.notice, receipt, now)
        case Result.LATER:
            _return(session, errand, receipt, now + receipt.after, errand.attempts - 1)
        case Result.QUIET:
            due_at = now + receipt.after
            session.run(_HOLD_BACK, id=errand.id, attempts=errand.attempts, due_at=due_at)
        case Result.HOPELESS:
            _settle(session, errand, "dead", now, receipt.error)
        case _ if errand.attempts >= MOST_ATTEMPTS:
            _settle(session, errand, "dead", now, receipt.error)
        case _:
            _return(session, errand, receipt, now + pause(errand.attempts), errand.attempts)


def move(session: Session, errand: Errand, notice: Notice, now: datetime) -> None:
    """Let an errand's notice wait for another channel instead, once, with its age."""
    if isinstance(notice, CardOutdated):
        session.run(_LOCK_CHANGE, key=notice.key)
    if _settle(session, errand, "sent", now, "Its channel takes no messages; sent elsewhere."):
        values = packed(notice)
        session.run(_ADD_MOVED, **values, created_at=errand.created_at, now=now)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 1 s, doubled each time, 15 min at most."""
    return min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_PAUSE)


def counts(session: Session) -> dict[str, int]:
    """Return how many rows there are in each state: waiting, claimed, sent, dead."""
    found = dict.fromkeys(("waiting", "claimed", "sent", "dead"), 0)
    return found | dict(session.run(_COUNTS).fetchall())


def dead_letters(session: Session, limit: int) -> tuple[DeadLetter, ...]:
    """Return the newest dead letters."""
    rows = session.run(_DEAD, limit=limit).fetchall()
    return tuple(
        DeadLetter(row_id, _readable(notice), attempts, error, instant(at))
        for row_id, notice, attempts, error, at in rows
    )


def _readable(stored: str) -> Notice | None:
    try:
        return unpacked(stored)
    except (KeyError, ValueError):
        return None


def forget_sent(session: Session, before: datetime) -> int:
    """Delete what was sent before that; return how many rows."""
    forgotten = 0
    while count := session.run(_FORGET, before=before, limit=_BATCH).rowcount:
        forgotten += count
    return forgotten


def _errand(row: Any) -> Errand:
    row_id, notice, created_at, attempts, in_doubt, first_tried_at, is_behind = row
    return Errand(
        id=row_id,
        notice=unpacked(notice),
        created_at=instant(created_at),
        attempts=attempts,
        in_doubt=bool(in_doubt),
        first_tried_at=instant(first_tried_at),
        is_behind=bool(is_behind),
    )


def _settle(session: Session, errand: Errand, state: str, now: datetime, error: str = "") -> bool:
    mine = {"id": errand.id, "attempts": errand.attempts}
    return session.run(_SETTLE, **mine, state=state, now=now, error=error).rowcount == 1


def _return(
    session: Session, errand: Errand, receipt: Receipt, due_at: datetime, counted: int
) -> None:
    """Let the row wait again; a younger row of the same card is swallowed, one draws both."""
    if isinstance(errand.notice, CardOutdated):
        session.run(_LOCK_CHANGE, key=errand.notice.key)  # no younger row can appear meanwhile
    row = session.run(_HELD, id=errand.id, attempts=errand.attempts).fetchone()
    if row is None:
        return
    card, in_doubt = row
    if card:
        session.run(_MERGE, card=card)
    unsure = bool(in_doubt) or receipt.result is Result.UNKNOWN
    values = {"id": errand.id, "due_at": due_at, "counted": counted, "error": receipt.error}
    session.run(_RETURN, **values, in_doubt=unsure)


def _remember(session: Session, notice: Notice, receipt: Receipt, now: datetime) -> None:
    """Remember where a card or a digest stands, below which its files follow, and who heard."""
    match notice:
        case CardOutdated(key, channel) if receipt.ts:
            cards.remember(session, Card(key, channel, receipt.ts))
        case DigestPost(part="") if receipt.ts:
            if digest_posts.remember(session, notice, receipt.channel, receipt.ts):
                add(session, (replace(notice, part=one) for one in FILES), now)
        case CheckpointPost() if receipt.ts:
            witnesses.remember_post(session, notice, receipt.channel, receipt.ts)
        case Reminder(person) if receipt.ts:
            outbox_reminders.reach(session, person, now)
        case _:
            pass
