"""The outbox is emptied: claim, carry, settle.

Claiming commits before anything is carried, so two replicas never carry the same row; the
carrying happens outside any transaction.
"""

from datetime import timedelta
from typing import Protocol

from chatops.core.errand import Errand, Receipt
from chatops.usecases.house import House

LEASE = timedelta(seconds=60)  # longer than any one call to Slack may take


class Courier(Protocol):
    """Whoever can carry an errand: Slack's adapter, or a test's."""

    def carry(self, errand: Errand) -> Receipt:
        """Carry it and say how that ended; never raise for a refusal by the other side."""
        ...


def deliver(house: House, courier: Courier, *, limit: int = 1) -> int:
    """Carry up to `limit` due errands; return how many were claimed."""
    with house.store.transaction() as tx:
        errands = tx.claim(now=house.now(), lease=LEASE, limit=limit)
    for errand in errands:
        receipt = courier.carry(errand)
        with house.store.transaction() as tx:
            tx.settle(errand, receipt, house.now())
    return len(errands)
