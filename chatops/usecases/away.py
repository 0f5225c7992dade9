"""Somebody is away, or back."""

from dataclasses import replace

from chatops.core import away as rules
from chatops.core.absence import Absence
from chatops.core.away import Away
from chatops.usecases.house import House
from chatops.usecases.reassess import reassess


def away(house: House, command: Away, *, delivery: str | None = None) -> Absence | None:
    """Record the absence and judge open changes anew; None for a repeated delivery."""
    with house.store.transaction() as tx:
        now = house.now()
        if delivery and not tx.once(delivery, now):
            return None
        people = [one for one in (command.person, command.delegate) if one]
        found = tx.surroundings(people, (), ())
        facts = replace(house.facts(), standings=found.standings, absences=found.absences)
        absence, event = rules.away(command, facts, now)
        tx.set_absence(absence, event, now)
        tx.outdate_home(command.person, now)
    reassess(house)
    return absence
