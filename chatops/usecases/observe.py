"""Slack says how a person stands: a member, a guest, deactivated; and in which time zone."""

from chatops.core.people import Standing
from chatops.usecases.house import House
from chatops.usecases.reassess import reassess


def observe(house: House, person: str, standing: Standing, zone: str | None = None) -> None:
    """Remember the standing, and judge open changes anew where it became another."""
    with house.store.reading() as reading:
        found = reading.surroundings([person], (), ())
    known = found.standings.get(person)
    if known is standing and zone in {None, found.zones.get(person)}:
        return
    with house.store.transaction() as tx:
        tx.remember_standing(person, standing, house.now(), zone)
    if known not in {None, standing}:
        reassess(house)
