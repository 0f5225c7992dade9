"""What the systems of a change went through lately: their incidents."""

from datetime import timedelta

from chatops.core.change import Change
from chatops.core.incident import Incident
from chatops.usecases.house import House

FAR = timedelta(days=180)
MOST = 5


def look_back(house: House, change: Change) -> tuple[Incident, ...]:
    """Return the newest incidents of the systems of the present revision."""
    with house.store.reading() as reading:
        return reading.incidents(change.present.systems, house.now() - FAR, MOST)
