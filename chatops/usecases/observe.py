"""Slack says how a person stands: a member, a guest, deactivated; and in which time zone."""

from datetime import datetime

from chatops.core.people import Standing
from chatops.usecases.house import House
from chatops.usecases.observe_all import Seen, observe_all


def observe(
    house: House,
    person: str,
    standing: Standing,
    zone: str | None = None,
    *,
    also: tuple[str, str] | None = None,
    at: datetime | None = None,
) -> None:
    """Remember what Slack said at that time (now, if not given), unless it said more since."""
    observe_all(house, (Seen(person, standing, zone, also),), at or house.now())
