"""Slack says how a person stands: a member, a guest, deactivated."""

from chatops.core.people import Standing
from chatops.usecases.house import House
from chatops.usecases.reassess import reassess


def observe(house: House, person: str, standing: Standing) -> None:
    """Remember the standing, and judge open changes anew where it became another."""
    with house.store.reading() as reading:
        known = reading.standings([person]).get(person)
    if known is standing:
        return
    with house.store.transaction() as tx:
        tx.remember_standing(person, standing, house.now())
    if known is not None:
        reassess(house)
