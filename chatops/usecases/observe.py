"""Slack says how a person stands: a member, a guest, deactivated; and in which time zone."""

from chatops.core.people import Standing
from chatops.usecases.house import House
from chatops.usecases.observe_all import Seen, observe_all


def observe(house: House, person: str, standing: Standing, zone: str | None = None) -> None:
    """Remember the standing, and judge open changes anew where it became another."""
    observe_all(house, (Seen(person, standing, zone),), house.now())
