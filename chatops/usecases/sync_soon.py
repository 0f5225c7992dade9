"""The service starts: events that came while nobody listened are lost, so people are read anew."""

from dataclasses import replace
from datetime import timedelta

from chatops.usecases.house import House

FRESH = timedelta(minutes=10)  # what ended so shortly ago is not repeated


def sync_soon(house: House) -> None:
    """Let the people of every workspace be read now, where nobody is reading them."""
    now = house.now()
    with house.store.transaction() as tx:
        for one in tx.rosters():
            if one.ended_at and one.ended_at + FRESH < now < one.due_at and not one.cursor:
                tx.put_roster(replace(one, due_at=now))
