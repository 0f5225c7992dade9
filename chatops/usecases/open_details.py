"""Somebody opens Details of a change: what they decide afterwards was read before."""

from chatops.usecases.house import House
from chatops.usecases.read import Shown, show


def open_details(house: House, key: str, person: str) -> Shown:
    """Return the change as it is, and note that the person has this revision before them.

    What is noted is the revision that is returned: one that is added meanwhile was not read.
    """
    shown = show(house, key)
    with house.store.transaction() as tx:
        tx.opened(key, shown.change.present.number, person, house.now())
        tx.outdate_home(person, house.now())  # where it can be approved from now on
    house.wake()
    return shown
