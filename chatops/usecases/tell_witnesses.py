"""Those outside the database are told of every checkpoint: what they saw cannot be changed later.

A Slack channel has a message a day, drawn anew at most once a minute; a file of each replica gets
every checkpoint; an address is posted the newest, at least once. None of them keeps the log from
being sealed, nor another one from being told.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import Protocol

from chatops.core.lost import end_of
from chatops.core.notices import CheckpointPost
from chatops.core.refused import Refused
from chatops.core.witness import FILE, HTTP, SLACK, Told
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.store.database import Reading
from chatops.store.log import Sealed
from chatops.usecases.house import House
from chatops.usecases.unguarded import Guard, unguarded
from chatops.usecases.witnessed_size import witnessed_size

_LEASE = timedelta(seconds=60)  # longer than any attempt takes
LATE = timedelta(minutes=1)
"""Whoever was not told for so long is behind."""

_PAGE = 1_000  # checkpoints at a time, of those that were missed

Missing = Callable[[str], Collection[str]]
"""Given the last note that a witness has (empty: none), the next ones. Raises `Refused`."""


class Keeper(Protocol):
    """Keeps every checkpoint: a file."""

    def keep(self, name: str, missing: Missing) -> int:
        """Add what is missing of the log `name`; return how many. Raises `Refused`: no_witness."""
        ...

    def last(self, name: str) -> str:
        """Return the last note it has of the log `name` (empty: of any).

        Raises `Refused("no_witness")` where it takes no more.
        """
        ...


class Recipient(Protocol):
    """Is sent the newest checkpoint: an address on the network."""

    @property
    def address(self) -> str:
        """Return what tells it from another one, without any secret."""
        ...

    def send(self, note: str) -> None:
        """Send it; raise `Refused("no_witness")` where that is not confirmed."""
        ...


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who is told: a Slack channel (id; empty: none), a file, and an address."""

    channel: str = ""
    file: Keeper | None = None
    recipient: Recipient | None = None

    def has(self, told: Told) -> bool:
        """Tell whether this is a witness of now: none that was at another address before."""
        here = {SLACK: self.channel, HTTP: self.recipient.address if self.recipient else ""}
        return here.get(told.name) == told.address


def tell_witnesses(
    house: House,
    witnesses: Witnesses,
    guard: Guard = unguarded,
    only: Collection[str] = (FILE, SLACK, HTTP),
) -> int:
    """Tell them of the checkpoints that are new to them; return of how many there was news.

    One that cannot be told is told at the next turn. `only` those that are named are told.
    """
    with house.store.reading() as reading:
        newest = reading.log.newest()
        known = reading.witnesses.told()
    if newest is None:
        return 0
    work = _work(house, witnesses, newest)
    if any(one.name not in work or one.size > newest.size for one in known):
        with house.store.transaction() as tx:  # nobody was told of more than there is
            tx.keep_witnesses(tuple(work))
    done = {one.name for one in known if one.size == newest.size and witnesses.has(one)}
    new = (name for name in work if name in only and name not in done)
    return sum(guard(name, work[name]) or 0 for name in new)


def _work(house: House, witnesses: Witnesses, newest: Sealed) -> dict[str, Callable[[], int]]:
    work: dict[str, Callable[[], int]] = {}
    if witnesses.file:
        work[FILE] = partial(_keep, house, witnesses.file, newest)
    if witnesses.channel:
        work[SLACK] = partial(_post, house, witnesses.channel, newest)
    if witnesses.recipient:
        work[HTTP] = partial(_send, house, witnesses.recipient, newest)
    return work


def _keep(house: House, file: Keeper, newest: Sealed) -> int:
    def missing(last: str) -> list[str]:
        with house.store.reading() as reading:
            after = witnessed_size(last, reading.log)
            return [one.note for one in reading.log.checkpoints(after, _PAGE)]

    return file.keep(claimed_checkpoint(newest.note).origin, missing)


def _post(house: House, channel: str, newest: Sealed) -> int:
    with house.store.transaction() as tx:
        size = tx.lock_witness(SLACK, channel)
        unseen = _unseen(tx, size, newest)
        place = _place(tx, channel)
        if not unseen or not place:
            return 0
        days = dict.fromkeys(one.at.astimezone(UTC).date().isoformat() for one in unseen)
        tx.tell_once((CheckpointPost(day, place) for day in days), house.now())
        tx.witness_told(SLACK, unseen[-1].size)
    house.wake()
    return 1


def _unseen(reading: Reading, size: int, newest: Sealed) -> list[Sealed]:
    """Return the checkpoints after this size; only the newest where the channel saw none."""
    if not size:
        return [newest]
    return reading.log.checkpoints(size, _PAGE) if size < newest.size else []


def _place(reading: Reading, channel: str) -> str:
    """Return the channel, or what stands in for it where it takes no messages; empty: nowhere."""
    return end_of(channel, {one.channel: one.instead for one in reading.lost_channels().values()})


def _send(house: House, recipient: Recipient, newest: Sealed) -> int:
    now, address = house.now(), recipient.address
    with house.store.transaction() as tx:
        is_ours = tx.claim_witness(HTTP, address, newest.size, now=now, until=now + _LEASE)
    if not is_ours:
        return 0
    try:
        recipient.send(newest.note)
    except Refused as refused:
        with house.store.transaction() as tx:
            tx.witness_failed(HTTP, refused.sentence, house.now())
        raise
    with house.store.transaction() as tx:
        tx.witness_told(HTTP, newest.size)
    return 1
