"""Reminders in the outbox: all that wait for a person when one is claimed become that one.

They are merged into the claimed row in the transaction that claims it, so a retry loses nothing.
A row of which nobody knows whether it arrived takes in no more: what is found in Slack would then
not tell of it. When a reminder last reached a person is kept, for the next one waits a while.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chatops.core.errand import Errand
from chatops.core.notices import Reminder
from chatops.store.parcels import packed, reminder_lanes, unpacked
from chatops.store.session import Session, Statement, instant

_TAKE_IN = Statement(
    """UPDATE outbox SET state = 'sent', settled_at = :now
    WHERE id IN (
        SELECT id FROM outbox
        WHERE lane = ANY(:lanes) AND settled_at IS NULL AND NOT in_doubt AND id <> :id
            AND (state = 'waiting' OR id = ANY(:ours))
        FOR UPDATE SKIP LOCKED)
    RETURNING id, notice"""
)
_SAY_ALL = Statement("UPDATE outbox SET notice = :notice WHERE id = :id")

_REACHED = Statement("SELECT at FROM reminded WHERE person = :person")
_REACH = Statement(
    """INSERT INTO reminded (person, at) VALUES (:person, :at)
    ON CONFLICT (person) DO UPDATE SET at = excluded.at WHERE reminded.at < excluded.at"""
)


def reached_at(session: Session, person: str) -> datetime | None:
    """Return when a reminder last reached this person (directory id)."""
    row = session.run(_REACHED, person=person).fetchone()
    return instant(row[0]) if row else None


def reach(session: Session, person: str, at: datetime) -> None:
    """Note that one reached them."""
    session.run(_REACH, person=person, at=at)


def gathered(session: Session, errands: Sequence[Errand], now: datetime) -> tuple[Errand, ...]:
    """Return the claimed errands, of reminders to one person only one, which says all."""
    ours = [one.id for one in errands if isinstance(one.notice, Reminder) and not one.in_doubt]
    taken: set[int] = set()
    found = []
    for one in errands:
        if one.id in taken:
            continue
        found.append(one)
        if one.id in ours and isinstance(one.notice, Reminder):
            others = dict(_taken_in(session, one.id, one.notice, ours, now))
            taken |= others.keys()
            found[-1] = _saying_all(session, one, one.notice, others.values())
    return tuple(found)


def _taken_in(
    session: Session, errand: int, notice: Reminder, ours: list[int], now: datetime
) -> Iterator[tuple[int, Reminder]]:
    """Settle what else waits for the person, and yield it, oldest first."""
    lanes = list(reminder_lanes(notice.person))
    rows = session.run(_TAKE_IN, lanes=lanes, id=errand, ours=ours, now=now).fetchall()
    for number, stored in sorted(rows):
        other = unpacked(stored)
        if isinstance(other, Reminder):
            yield number, other


def _saying_all(
    session: Session, errand: Errand, notice: Reminder, others: Iterable[Reminder]
) -> Errand:
    every = (notice, *others)
    due = tuple(dict.fromkeys(pair for one in every for pair in one.due))
    merged = replace(notice, due=due, urgent=any(one.urgent for one in every))
    if merged == notice:
        return errand
    session.run(_SAY_ALL, id=errand.id, notice=packed(merged)["notice"])
    return replace(errand, notice=merged)
