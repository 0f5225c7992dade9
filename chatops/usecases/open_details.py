"""Somebody has Details of a change before them: what they decide afterwards was read before."""

from chatops.core.change import Change
from chatops.usecases.house import House


def open_details(house: House, change: Change, person: str) -> None:
    """Note that the person has this very revision before them.

    It is the revision that was shown: one that was added meanwhile was not read.
    """
    with house.store.transaction() as tx:
        tx.opened(change.key, change.present.number, person, house.now())
        tx.outdate_home(person, house.now())  # where it can be approved from now on
    house.wake()
