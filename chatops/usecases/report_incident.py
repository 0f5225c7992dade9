"""An incident tool tells of an incident of a system."""

from chatops.core import reporting as rules
from chatops.core.incident import Incident
from chatops.core.reporting import TellIncident
from chatops.usecases.house import House


def report_incident(house: House, command: TellIncident) -> Incident:
    """Store it in place of what was told before; the same again is written nowhere.

    Raises `Refused("unknown_change")` for a change that there is not.
    """
    told = command.told
    with house.store.transaction() as tx:
        if told.key:
            tx.change(told.key)
        before = tx.incident(told.system, told.id)
        now = house.now()
        incident, event = rules.report_incident(command, before, house.facts(), now)
        if event:
            tx.report_incident(incident, event, now)
    return incident
