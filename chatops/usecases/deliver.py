"""The outbox is emptied: claim, carry, settle.

Claiming commits before anything is carried, so two replicas never carry the same row; the
carrying happens outside any transaction. What is for a channel that takes no messages goes to the
one that stands in for it.
"""

from datetime import timedelta
from typing import Protocol

from chatops.core.errand import Errand, Receipt, Result
from chatops.core.lost import end_of
from chatops.core.notices import channel_of, elsewhere
from chatops.usecases.close_channel import close_channel
from chatops.usecases.house import House

LEASE = timedelta(seconds=60)  # longer than any one call to Slack may take
_NOWHERE = "{channel} takes no messages, and no channel stands in for it: {why}"


class Courier(Protocol):
    """Whoever can carry an errand: Slack's adapter, or a test's."""

    def carry(self, errand: Errand) -> Receipt:
        """Carry it and say how that ended; never raise for a refusal by the other side."""
        ...


def deliver(house: House, courier: Courier, *, limit: int = 1) -> int:
    """Carry up to `limit` due errands; return how many were claimed."""
    with house.store.transaction() as tx:
        errands = tx.claim(now=house.now(), lease=LEASE, limit=limit)
        lost = tx.lost_channels() if errands else {}
    for errand in errands:
        if channel_of(errand.notice) in lost:
            _send_elsewhere(house, errand)
        else:
            _carry(house, courier, errand)
    return len(errands)


def _carry(house: House, courier: Courier, errand: Errand) -> None:
    receipt = courier.carry(errand)
    channel = channel_of(errand.notice)
    if receipt.result is Result.LOST and channel:
        close_channel(house, channel, receipt.error)
        _send_elsewhere(house, errand, receipt.error)
        return
    with house.store.transaction() as tx:
        tx.settle(errand, receipt, house.now())


def _send_elsewhere(house: House, errand: Errand, why: str = "") -> None:
    """Let the errand wait for the channel that stands in; where none does, it is given up.

    `why` says what is wrong with a channel that was tried just now.
    """
    channel = channel_of(errand.notice)
    with house.store.transaction() as tx:
        lost = tx.lost_channels()
        place = end_of(channel, {one: found.instead for one, found in lost.items()})
        if place == channel and why:  # nothing else is for that channel
            tx.settle(errand, Receipt(Result.HOPELESS, error=why), house.now())
        elif place == channel:  # it takes messages again since
            tx.settle(errand, Receipt(Result.LATER), house.now())
        elif place:
            tx.move(errand, elsewhere(errand.notice, place), house.now())
        else:
            said = _NOWHERE.format(channel=channel, why=lost[channel].why)
            tx.settle(errand, Receipt(Result.HOPELESS, error=said), house.now())
    house.wake()
