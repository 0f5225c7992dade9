"""Somebody opens App Home: for a day it is drawn anew whenever something in it changes."""

from datetime import timedelta

from chatops.usecases.house import House

FOLLOWED = timedelta(hours=24)


def visit_home(house: House, person: str, page: int = 1) -> None:
    """Note that the person (directory id) has this page of App Home before them."""
    with house.store.transaction() as tx:
        tx.see_home(person, house.now(), page)
