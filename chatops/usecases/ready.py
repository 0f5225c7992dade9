"""Somebody asks whether changes can be judged and decided here at this moment."""

from dataclasses import dataclass

from chatops.store.database import UNAVAILABLE
from chatops.usecases.house import House
from chatops.usecases.sealing import sealing


@dataclass(frozen=True, slots=True)
class Readiness:
    """Why not, and how many notices were given up (None where that cannot be told).

    `sealing` says how the sealing of the audit log stands, which keeps nobody from deciding.
    """

    reasons: tuple[str, ...]
    dead_letters: int | None
    sealing: str = "It cannot be told."


def ready(house: House) -> Readiness:
    """Look at database, schema, policy and directory."""
    problems = house.facts().problems
    try:
        with house.store.reading() as reading:
            reading.now()
        old = house.store.schema_problem()
        if old:
            return Readiness((old, *problems), None)
        with house.store.reading() as reading:
            dead = reading.outbox_counts().get("dead", 0)
            problems = house.in_force(reading).problems  # an adopted policy's, too
            state = sealing(house, reading).sentence
    except UNAVAILABLE:
        away = "The database cannot be reached. Check CHATOPS_DATABASE_URL and the server."
        return Readiness((away, *problems), None)
    return Readiness(problems, dead, state)
